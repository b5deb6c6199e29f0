// `node:fs/promises`.
import { promises } from 'node:fs';

export const {
  readFile, writeFile, appendFile, mkdir, mkdtemp, rm, rmdir, unlink, rename, copyFile, realpath, stat, lstat, access, readdir, constants,
} = promises;

export default promises;
