import { type Handler, JobHandler } from '../../platform/jobs/job-handler.js';
import { deliverNotification, type Occasion } from './deliver-notification.job.js';
import { NotificationsService } from './notifications.service.js';

@JobHandler(deliverNotification)
export class DeliverNotificationHandler implements Handler<Occasion> {
  constructor(private readonly notifications: NotificationsService) {}

  async handle(occasion: Occasion): Promise<void> {
    await this.notifications.deliver(occasion);
  }
}
