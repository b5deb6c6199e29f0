export * from './db.server.js';
