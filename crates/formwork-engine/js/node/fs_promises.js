// `node:fs/promises`.
import { promises } from 'node:fs';

export const {
  readFile, writeFile, appendFile, mkdir, mkdtemp, rm, rmdir, unlink, rename, copyFile, cp, realpath, stat, lstat, access, readdir, readlink,
  symlink, link, chmod, utimes, truncate, open, watch, opendir, chown, constants,
} = promises;

export default promises;
