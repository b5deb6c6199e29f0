// `node:https`, as little as `node:http`.
import http from 'node:http';

export const { Agent, globalAgent, request, get, createServer } = http;

export default { Agent, globalAgent, request, get, createServer };
