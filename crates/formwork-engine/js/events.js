// `Event`, `EventTarget`, `CustomEvent`, `AbortController`, `AbortSignal` (DOM standard, without a tree).
(function events(native) {
  'use strict';

  class Event {
    #type;
    #bubbles;
    #cancelable;
    #composed;
    #prevented = false;
    #stopped = false;
    #target = null;
    #phase = 0;
    #time = performance.now();

    constructor(type, init) {
      if (arguments.length === 0) throw new TypeError('An event needs a type');
      this.#type = String(type);
      this.#bubbles = Boolean(init?.bubbles);
      this.#cancelable = Boolean(init?.cancelable);
      this.#composed = Boolean(init?.composed);
    }

    get type() { return this.#type; }
    get bubbles() { return this.#bubbles; }
    get cancelable() { return this.#cancelable; }
    get composed() { return this.#composed; }
    get defaultPrevented() { return this.#prevented; }
    get target() { return this.#target; }
    get srcElement() { return this.#target; }
    get currentTarget() { return this.#phase === 0 ? null : this.#target; }
    get eventPhase() { return this.#phase; }
    get timeStamp() { return this.#time; }
    get isTrusted() { return false; }
    get returnValue() { return !this.#prevented; }
    get cancelBubble() { return this.#stopped; }
    set cancelBubble(value) { if (value) this.#stopped = true; }

    preventDefault() { if (this.#cancelable) this.#prevented = true; }
    stopPropagation() {}
    stopImmediatePropagation() { this.#stopped = true; }
    composedPath() { return this.#phase === 0 ? [] : [this.#target]; }
    get [Symbol.toStringTag]() { return 'Event'; }

    static dispatch(target, event, listeners) {
      if (event.#phase !== 0) throw new DOMException('The event is being dispatched already', 'InvalidStateError');
      event.#target = target;
      event.#phase = 2;
      for (const listener of listeners) {
        if (event.#stopped) break;
        if (listener.removed) continue;
        if (listener.once) listener.remove();
        try {
          if (typeof listener.callback === 'function') listener.callback.call(target, event);
          else listener.callback.handleEvent(event);
        } catch (error) {
          native.report(error);
        }
      }
      event.#phase = 0;
      event.#stopped = false;
      return !event.#prevented;
    }
  }
  for (const [name, value] of Object.entries({ NONE: 0, CAPTURING_PHASE: 1, AT_TARGET: 2, BUBBLING_PHASE: 3 })) {
    Object.defineProperty(Event, name, { value, enumerable: true });
    Object.defineProperty(Event.prototype, name, { value, enumerable: true });
  }
  const { dispatch } = Event;
  delete Event.dispatch;

  class CustomEvent extends Event {
    #detail;

    constructor(type, init) {
      super(type, init);
      this.#detail = init?.detail ?? null;
    }

    get detail() { return this.#detail; }
    get [Symbol.toStringTag]() { return 'CustomEvent'; }
  }

  /** Method of a target that is told when it gets the first listener of a type, and loses the last. */
  const LISTENED = Symbol();

  class EventTarget {
    #listeners = null; // Map: type → listeners in order

    addEventListener(type, callback, options) {
      if (callback === null || callback === undefined) return;
      if (typeof callback !== 'function' && typeof callback !== 'object') {
        throw new TypeError('An event listener must be a function or an object');
      }
      const capture = typeof options === 'boolean' ? options : Boolean(options?.capture);
      const signal = typeof options === 'object' && options !== null ? options.signal : undefined;
      if (signal?.aborted) return;
      type = String(type);
      this.#listeners ??= new Map();
      const known = this.#listeners.get(type) ?? [];
      if (known.some((other) => other.callback === callback && other.capture === capture)) return;
      const listener = {
        callback,
        capture,
        once: typeof options === 'object' && options !== null && Boolean(options.once),
        removed: false,
        signal,
        remove: () => this.#remove(type, listener),
      };
      // A new array: a dispatch that is under way does not see listeners added during it.
      this.#listeners.set(type, [...known, listener]);
      if (known.length === 0) this[LISTENED]?.(type, true);
      if (signal) signal.addEventListener('abort', listener.remove, { once: true });
    }

    #remove(type, listener) {
      if (listener.removed) return;
      listener.removed = true;
      listener.signal?.removeEventListener('abort', listener.remove);
      listener.remove = null; // it refers to the listener
      const rest = (this.#listeners?.get(type) ?? []).filter((other) => other !== listener);
      if (rest.length > 0) this.#listeners.set(type, rest);
      else {
        this.#listeners.delete(type);
        this[LISTENED]?.(type, false);
      }
    }

    removeEventListener(type, callback, options) {
      const capture = typeof options === 'boolean' ? options : Boolean(options?.capture);
      type = String(type);
      const known = this.#listeners?.get(type);
      const found = known?.find((other) => other.callback === callback && other.capture === capture);
      if (found) this.#remove(type, found);
    }

    dispatchEvent(event) {
      if (!(event instanceof Event)) throw new TypeError('dispatchEvent needs an Event');
      return dispatch(this, event, this.#listeners?.get(event.type) ?? []);
    }

    get [Symbol.toStringTag]() { return 'EventTarget'; }
  }

  /** Adds the property `on…` to a class. */
  function handlerProperty(prototype, type) {
    // On the target itself: a WeakMap of the engine keeps values that refer to their keys.
    const key = Symbol('on' + type);
    Object.defineProperty(prototype, 'on' + type, {
      configurable: true,
      enumerable: true,
      get() {
        return this[key]?.callback ?? null;
      },
      set(callback) {
        if (this[key]) this.removeEventListener(type, this[key].listener);
        Object.defineProperty(this, key, { value: undefined, writable: true, configurable: true });
        if (typeof callback !== 'function') return;
        const listener = (event) => callback.call(this, event);
        this[key] = { callback, listener };
        this.addEventListener(type, listener);
      },
    });
  }

  const INTERNAL = Symbol();

  const { capture, within } = native.context;
  const MAX_DELAY = 2 ** 31 - 1; // of timers

  /** Signals of `timeout` that somebody waits for. */
  const timed = new Set();
  /** The timers of those that nobody can wait for any more. */
  const unneeded = new FinalizationRegistry((timer) => clearTimeout(timer));

  class AbortSignal extends EventTarget {
    #aborted = false;
    #reason;
    // Signals made by `any` know what they depend on, never another such signal. A signal that lives long must not
    // keep all that were ever made from it: it holds them weakly, except while somebody listens to them.
    #sources = null;
    #dependents = null; // WeakRefs in the order of making
    #awaited = null; // those with listeners
    #limit = 64; // of dependents, before the dead ones are dropped
    #timed = false; // made by `timeout`
    #token; // the request context in which that happened
    #listened = false;

    constructor(key) {
      if (key !== INTERNAL) throw new TypeError('An AbortSignal comes from an AbortController');
      super();
    }

    static abort(reason) {
      const signal = new AbortSignal(INTERNAL);
      signal.#aborted = true;
      signal.#reason = reason === undefined ? aborted() : reason;
      return signal;
    }

    static timeout(milliseconds) {
      const delay = Number(milliseconds);
      if (!(delay >= 0 && delay < Infinity)) throw new TypeError('AbortSignal.timeout needs a number of milliseconds');
      const signal = new AbortSignal(INTERNAL);
      signal.#timed = true;
      // The timer knows neither the signal nor the request that made it: both would be kept until it is due, long after
      // what they were made for is over.
      signal.#token = capture();
      const weak = new WeakRef(signal);
      const timer = within(undefined, setTimeout, undefined, [() => AbortSignal.#due(weak), Math.min(delay, MAX_DELAY)]);
      unneeded.register(signal, timer);
      return signal;
    }

    static #due(weak) {
      const signal = weak.deref();
      if (signal === undefined) return;
      within(signal.#token, signalAbort, undefined, [signal, new DOMException('The operation timed out', 'TimeoutError')]);
    }

    static any(signals) {
      const result = new AbortSignal(INTERNAL);
      const sources = [...signals];
      for (const source of sources) {
        if (!(source instanceof AbortSignal)) throw new TypeError('AbortSignal.any needs signals');
      }
      const first = sources.find((source) => source.#aborted);
      if (first) {
        result.#aborted = true;
        result.#reason = first.#reason;
        return result;
      }
      result.#sources = new Set(sources.flatMap((source) => (source.#sources ? [...source.#sources] : [source])));
      for (const source of result.#sources) source.#add(result);
      return result;
    }

    #add(dependent) {
      this.#dependents ??= [];
      if (this.#dependents.length >= this.#limit) {
        this.#dependents = this.#dependents.filter((ref) => ref.deref() !== undefined);
        this.#limit = 2 * this.#dependents.length + 64;
      }
      this.#dependents.push(new WeakRef(dependent));
    }

    [LISTENED](type, listened) {
      if (type !== 'abort') return;
      this.#listened = listened;
      this.#keep();
      for (const source of this.#sources ?? []) {
        if (listened) (source.#awaited ??= new Set()).add(this);
        else source.#awaited?.delete(this);
        source.#keep();
      }
    }

    /** A signal of `timeout` that somebody listens to must be there when its time is over. */
    #keep() {
      if (!this.#timed) return;
      if (!this.#aborted && (this.#listened || this.#awaited?.size > 0)) timed.add(this);
      else timed.delete(this);
    }

    static signalAbort(signal, reason) {
      if (signal.#aborted) return;
      if (reason === undefined) reason = aborted();
      const dependents = (signal.#dependents ?? []).map((ref) => ref.deref());
      const all = [signal, ...dependents.filter((one) => one !== undefined && !one.#aborted)];
      // All know that they are aborted before anybody is told.
      for (const one of all) {
        one.#aborted = true;
        one.#reason = reason;
        for (const source of one.#sources ?? []) {
          source.#awaited?.delete(one);
          source.#keep();
        }
        one.#sources = one.#dependents = one.#awaited = null;
        timed.delete(one);
      }
      for (const one of all) one.dispatchEvent(new Event('abort'));
    }

    get aborted() { return this.#aborted; }
    get reason() { return this.#reason; }

    throwIfAborted() {
      if (this.#aborted) throw this.#reason;
    }

    get [Symbol.toStringTag]() { return 'AbortSignal'; }

    [Symbol.for('nodejs.util.inspect.custom')]() {
      return `AbortSignal { aborted: ${this.#aborted} }`;
    }
  }
  handlerProperty(AbortSignal.prototype, 'abort');

  // Written as a static method for access to the private fields; the class must not offer it.
  const { signalAbort } = AbortSignal;
  delete AbortSignal.signalAbort;

  function aborted() {
    return new DOMException('This operation was aborted', 'AbortError');
  }

  class AbortController {
    #signal = new AbortSignal(INTERNAL);

    get signal() { return this.#signal; }
    abort(reason) { signalAbort(this.#signal, reason); }
    get [Symbol.toStringTag]() { return 'AbortController'; }
  }

  return { Event, EventTarget, CustomEvent, AbortController, AbortSignal, handlerProperty };
});
