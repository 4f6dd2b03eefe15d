/** The parts of an OpenAPI document that the checks look at. */
export interface ApiDocument {
  paths: Record<string, Record<string, Operation>>;
  components?: { schemas?: Record<string, Schema> };
}

export interface Schema {
  $ref?: string;
  type?: string | string[];
  additionalProperties?: unknown;
  default?: unknown;
  properties?: Record<string, Schema>;
  items?: Schema;
  allOf?: Schema[];
  oneOf?: Schema[];
  anyOf?: Schema[];
  example?: unknown;
  examples?: unknown;
  const?: unknown;
  enum?: unknown[];
}
export interface Media {
  schema?: Schema;
  example?: unknown;
  examples?: unknown;
}
export interface Content {
  content?: Record<string, Media>;
}
interface Parameter {
  name: string;
  required?: boolean;
  schema?: Schema;
}
export interface Operation {
  operationId?: string;
  summary?: string;
  tags?: string[];
  parameters?: Parameter[];
  requestBody?: Content;
  responses?: Record<string, Content>;
}
