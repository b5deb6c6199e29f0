import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { spawn } from 'child_process';

export const load = () => ({ readFile, createServer, spawn });
