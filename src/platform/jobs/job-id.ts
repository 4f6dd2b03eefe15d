const OWN = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
// As BullMQ names them: by the schedule and the time.
const OF_SCHEDULE = /^repeat:[\w.]{1,100}:\d{1,15}$/;

/** Whether it is the id of a job that went through the outbox. */
export function isOwnId(id: string): boolean {
  return OWN.test(id);
}

/** Whether it is the id of a run of a schedule. */
export function isScheduleId(id: string): boolean {
  return OF_SCHEDULE.test(id);
}
