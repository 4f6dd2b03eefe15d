// CommonJS packages that are loaded while an ES module they need is still being linked fail with "Cannot require()
// ES Module in a cycle". Loading the framework first avoids that.
import 'reflect-metadata';
import '@nestjs/common';
import '@nestjs/core';
import '@nestjs/bullmq';
