import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SignalsModule } from '../../platform/signals/signals.module.js';
import { DeliverNotificationHandler } from './deliver-notification.handler.js';
import { Notification } from './notification.entity.js';
import { NotificationFeed } from './notification-feed.service.js';
import { NotificationOccasions } from './notification-occasions.repository.js';
import { NotificationsController } from './notifications.controller.js';
import { NotificationsRepository } from './notifications.repository.js';
import { NotificationsService } from './notifications.service.js';
import { PruneNotificationsHandler } from './prune-notifications.handler.js';

@Module({
  imports: [TypeOrmModule.forFeature([Notification]), SignalsModule],
  providers: [NotificationsService, NotificationsRepository, NotificationOccasions],
  exports: [NotificationsService, NotificationsRepository],
})
export class NotificationsModule {}

/** What the API serves of notifications. */
@Module({
  imports: [NotificationsModule],
  providers: [NotificationFeed],
  controllers: [NotificationsController],
})
export class NotificationsHttpModule {}

/** What the worker does for notifications. */
@Module({
  imports: [NotificationsModule],
  providers: [DeliverNotificationHandler, PruneNotificationsHandler],
})
export class NotificationsJobsModule {}
