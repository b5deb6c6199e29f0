// `node:diagnostics_channel`.
const channels = new Map();

export class Channel {
  #subscribers = [];
  #stores = new Map();

  constructor(name) {
    this.name = name;
  }

  get hasSubscribers() { return this.#subscribers.length > 0 || this.#stores.size > 0; }

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
    const call = () => {
      this.publish(message);
      return Reflect.apply(fn, self, args);
    };
    return [...this.#stores].reduce((inner, [store, transform]) => () => store.run(transform(message), inner), call)();
  }

  bindStore(store, transform = (message) => message) { this.#stores.set(store, transform); }
  unbindStore(store) { return this.#stores.delete(store); }
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
      return all.start.runStores(context, () => {
        try {
          return (context.result = Reflect.apply(fn, self, args));
        } catch (error) {
          context.error = error;
          all.error.publish(context);
          throw error;
        } finally {
          all.end.publish(context);
        }
      });
    },
    tracePromise(fn, context = {}, self = undefined, ...args) {
      const settled = () => {
        all.asyncStart.publish(context);
        all.asyncEnd.publish(context);
      };
      const failed = (error) => {
        context.error = error;
        all.error.publish(context);
      };
      return all.start.runStores(context, () => {
        try {
          return Promise.resolve(Reflect.apply(fn, self, args)).then(
            (result) => {
              context.result = result;
              settled();
              return result;
            },
            (error) => {
              failed(error);
              settled();
              throw error;
            },
          );
        } catch (error) {
          failed(error);
          throw error;
        } finally {
          all.end.publish(context);
        }
      });
    },
    traceCallback(fn, position = -1, context = {}, self = undefined, ...args) {
      const callback = args.at(position);
      args.splice(position, 1, (error, result) => {
        if (error) {
          context.error = error;
          all.error.publish(context);
        } else context.result = result;
        all.asyncStart.runStores(context, () => {
          try {
            Reflect.apply(callback, undefined, [error, result]);
          } finally {
            all.asyncEnd.publish(context);
          }
        });
      });
      return all.start.runStores(context, () => {
        try {
          return Reflect.apply(fn, self, args);
        } catch (error) {
          context.error = error;
          all.error.publish(context);
          throw error;
        } finally {
          all.end.publish(context);
        }
      });
    },
  };
}

export default { Channel, channel, hasSubscribers, subscribe, unsubscribe, tracingChannel };
