// `node:diagnostics_channel`.
const channels = new Map();

export class Channel {
  #subscribers = [];

  constructor(name) {
    this.name = name;
  }

  get hasSubscribers() { return this.#subscribers.length > 0; }

  subscribe(fn) { this.#subscribers = [...this.#subscribers, fn]; }

  unsubscribe(fn) {
    const before = this.#subscribers.length;
    this.#subscribers = this.#subscribers.filter((other) => other !== fn);
    return this.#subscribers.length < before;
  }

  publish(message) {
    for (const fn of this.#subscribers) {
      try {
        fn(message, this.name);
      } catch (error) {
        globalThis.__formwork_native.report(error);
      }
    }
  }

  runStores(message, fn, self, ...args) {
    this.publish(message);
    return Reflect.apply(fn, self, args);
  }

  bindStore() {}
  unbindStore() { return false; }
}

export function channel(name) {
  let known = channels.get(name);
  if (known === undefined) channels.set(name, (known = new Channel(name)));
  return known;
}

export const hasSubscribers = (name) => channels.get(name)?.hasSubscribers ?? false;
export const subscribe = (name, fn) => channel(name).subscribe(fn);
export const unsubscribe = (name, fn) => channels.get(name)?.unsubscribe(fn) ?? false;

export function tracingChannel(names) {
  const of = (event) => (typeof names === 'string' ? channel(`tracing:${names}:${event}`) : names[event]);
  const all = { start: of('start'), end: of('end'), asyncStart: of('asyncStart'), asyncEnd: of('asyncEnd'), error: of('error') };
  const events = Object.entries(all);
  return {
    ...all,
    get hasSubscribers() { return events.some(([, one]) => one.hasSubscribers); },
    subscribe: (handlers) => events.forEach(([name, one]) => handlers[name] && one.subscribe(handlers[name])),
    unsubscribe: (handlers) => events.every(([name, one]) => !handlers[name] || one.unsubscribe(handlers[name])),
    traceSync(fn, context = {}, self = undefined, ...args) {
      all.start.publish(context);
      try {
        return (context.result = Reflect.apply(fn, self, args));
      } catch (error) {
        context.error = error;
        all.error.publish(context);
        throw error;
      } finally {
        all.end.publish(context);
      }
    },
    async tracePromise(fn, context = {}, self = undefined, ...args) {
      all.start.publish(context);
      try {
        return (context.result = await Reflect.apply(fn, self, args));
      } catch (error) {
        context.error = error;
        all.error.publish(context);
        throw error;
      } finally {
        all.asyncEnd.publish(context);
      }
    },
    traceCallback: (fn, position, context, self, ...args) => Reflect.apply(fn, self, args),
  };
}

export default { Channel, channel, hasSubscribers, subscribe, unsubscribe, tracingChannel };
