import { db } from './db.server.js';

export const reroute = () => db;
