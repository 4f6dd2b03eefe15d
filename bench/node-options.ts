/** As the image of the product runs Node (see the Dockerfile), unless the environment says otherwise. */
export const NODE_OPTIONS = process.env.NODE_OPTIONS ?? '--max-semi-space-size=4';
