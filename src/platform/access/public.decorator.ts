import { SetMetadata } from '@nestjs/common';

export const IS_PUBLIC = Symbol('IS_PUBLIC');

/** Opens a route, or all routes of a controller, to callers who have not signed in. */
export const Public = () => SetMetadata(IS_PUBLIC, true);
