export class AcceptedAvatarDto {
  /**
   * Id of the job that makes the images.
   * @example 5f0c1c1e-6f0e-4d67-9b0a-2f6f3c1d7a55
   */
  jobId!: string;
}
