export default "two";
export const name = "second";
