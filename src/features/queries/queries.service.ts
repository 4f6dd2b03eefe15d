import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../platform/audit/audit-log.js';
import { Explainer, type ExplainRequest, type Explanation } from '../../platform/query-log/explainer.js';
import { AppError, malformed, notFound } from '../../shared/app-error.js';
import type { ListQueriesQueryDto } from './list-queries.dto.js';
import { QueriesRepository, type QueryFilter, type QueryStats } from './queries.repository.js';

const HOUR_MS = 3_600_000;

@Injectable()
export class QueriesService {
  constructor(
    private readonly queries: QueriesRepository,
    private readonly explainer: Explainer,
    private readonly audit: AuditLog,
  ) {}

  /** The last hour unless times are given. Throws when they end before they begin. */
  async list(query: ListQueriesQueryDto): Promise<{ window: QueryFilter; stats: QueryStats[] }> {
    const to = query.to ?? new Date();
    const from = query.from ?? new Date(to.getTime() - HOUR_MS);
    if (from > to) throw malformed('from', 'from_after_to', 'from must not be after to.');
    const window = { from, to, role: query.role, route: query.route };
    return { window, stats: await this.queries.list(window, query.sort, query.limit) };
  }

  /**
   * Plans a statement that the application has sent, and runs it if asked to. Throws `query_not_found`,
   * `not_explainable`, `statement_too_slow` and `parameters_invalid`.
   */
  async explain(
    fingerprint: string,
    request: ExplainRequest,
  ): Promise<{ statement: string; explanation: Explanation }> {
    const query = await this.queries.find(fingerprint);
    if (!query) throw notFound('query', fingerprint);
    const { statement } = query;
    if (statement === null) {
      const message = 'Only a single SELECT can be explained, and only one that is not too long to be kept.';
      throw new AppError('conflict', 'not_explainable', message);
    }
    // Before, so that what fails half-way has left its trace as well. Parameters may be anything, and are not kept.
    const details = { analyze: request.analyze ?? false, role: request.role ?? 'any' };
    await this.audit.record({
      action: 'query.explained',
      targetType: 'query',
      targetId: fingerprint,
      details,
    });
    return { statement, explanation: await this.explainer.explain(statement, request) };
  }
}
