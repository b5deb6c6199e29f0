export default "one";
export const name = "first";
