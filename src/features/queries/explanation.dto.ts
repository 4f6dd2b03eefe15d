import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsBoolean, IsIn, IsOptional, ValidateBy } from 'class-validator';
import { MayBeAbsent } from '../../platform/http/may-be-absent.js';
import type { Explanation } from '../../platform/query-log/explainer.js';
import { type PlanNode, planText } from '../../platform/query-log/plan-text.js';
import { type NodeRole, ROLES_OF_NODES } from './list-queries.dto.js';

const LONGEST = 10_000;

export class ExplainQueryDto {
  /** Where it is planned; on a replica when absent. Where there is no replica, always on the primary. */
  @IsIn(ROLES_OF_NODES)
  @IsOptional()
  @ApiPropertyOptional({ enum: ROLES_OF_NODES, example: 'primary' })
  role?: NodeRole;
}

export class WriteExplanationDto {
  /** One value for each parameter, $1 first, written as PostgreSQL writes it. Without them the plan is for any values. */
  @AreParameters()
  @MayBeAbsent()
  parameters?: (string | null)[];

  /** Whether the statement is run, in a read-only transaction and for five seconds at the most. Needs the parameters. */
  @IsBoolean()
  @MayBeAbsent()
  @ApiPropertyOptional({ example: true })
  analyze: boolean = false;

  /** Where it is planned and run; on a replica when absent. */
  @IsIn(ROLES_OF_NODES)
  @MayBeAbsent()
  @ApiPropertyOptional({ enum: ROLES_OF_NODES, example: 'replica' })
  role?: NodeRole;
}

export class ExplanationDto {
  /** @example 5f0c1c1e6f0e */
  fingerprint!: string;

  /**
   * What was planned. Parameters stand for the values that the application had sent, also for those in the text.
   * @example "SELECT id FROM users WHERE id = $1"
   */
  statement!: string;

  /**
   * Types of the parameters, $1 first.
   * @example ["bigint"]
   */
  parameterTypes!: string[];

  /** @example node-2 */
  node!: string;

  /** @example replica */
  role!: string;

  /**
   * Whether it was run.
   * @example false
   */
  analyzed!: boolean;

  /**
   * Milliseconds; only of what was run.
   * @example 0.12
   */
  planningMs?: number;

  /**
   * Milliseconds; only of what was run.
   * @example 0.04
   */
  executionMs?: number;

  /**
   * For people.
   * @example "Index Scan using users_pkey on users  (cost=0.29..8.3 rows=1)"
   */
  text!: string;

  /** As EXPLAIN (FORMAT JSON) answers it. */
  @ApiProperty({ type: 'object', additionalProperties: true, example: { 'Node Type': 'Index Scan' } })
  plan!: PlanNode;

  constructor(query: { fingerprint: string; statement: string }, explanation: Explanation) {
    Object.assign(this, query, explanation, { text: planText(explanation.plan) });
  }
}

function AreParameters(): PropertyDecorator {
  return applyDecorators(
    IsArray(),
    ArrayMaxSize(200),
    ValidateBy(
      {
        name: 'areParameters',
        validator: {
          validate: isParameter,
          defaultMessage: () => `each of $property must be null or a text of at most ${LONGEST} characters`,
        },
      },
      { each: true },
    ),
    ApiPropertyOptional({
      type: 'array',
      maxItems: 200,
      items: { type: ['string', 'null'] as never, maxLength: LONGEST },
      example: ['42'],
    }),
  );
}

function isParameter(value: unknown): boolean {
  if (value === null) return true;
  return (
    typeof value === 'string' && value.length <= LONGEST && value.isWellFormed() && !value.includes('\0')
  );
}
