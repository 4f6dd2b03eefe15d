import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { PreferencesController } from './preferences.controller.js';
import { PreferencesListController } from './preferences-list.controller.js';
import { PreferencesRepository } from './preferences.repository.js';
import { PreferencesService } from './preferences.service.js';
import { UserPreferences } from './user-preferences.entity.js';

/** What the API serves of preferences. */
@Module({
  imports: [TypeOrmModule.forFeature([UserPreferences])],
  controllers: [PreferencesController, PreferencesListController],
  providers: [PreferencesService, PreferencesRepository],
})
export class PreferencesHttpModule {}
