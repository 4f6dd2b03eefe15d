/** As the image of the product runs Node: see the Dockerfile. */
export const NODE_OPTIONS = '--max-semi-space-size=16';
