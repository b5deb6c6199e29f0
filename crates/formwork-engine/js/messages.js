// `MessageChannel`: two ports in this one thread. Messages are cloned and arrive later, in order.
(function messages(native) {
  'use strict';

  const INTERNAL = Symbol();

  class MessageEvent extends Event {
    #init;

    constructor(type, init = {}) {
      super(type, init);
      this.#init = init;
    }

    get data() { return this.#init.data ?? null; }
    get origin() { return this.#init.origin ?? ''; }
    get lastEventId() { return this.#init.lastEventId ?? ''; }
    get source() { return this.#init.source ?? null; }
    get ports() { return this.#init.ports ?? []; }
  }

  class MessagePort extends EventTarget {
    #other = null;
    #waiting = [];
    #started = false;
    #closed = false;
    #onmessage = null;

    constructor(key) {
      if (key !== INTERNAL) throw new TypeError('This class has no public constructor');
      super();
    }

    static connect(a, b) {
      a.#other = b;
      b.#other = a;
    }

    postMessage(message, options) {
      const transfer = Array.isArray(options) ? options : (options?.transfer ?? []);
      const data = structuredClone(message, { transfer });
      const other = this.#other;
      if (this.#closed || other === null || other.#closed) return;
      other.#waiting.push(data);
      if (other.#started) other.#deliver();
    }

    #deliver() {
      setImmediate(() => {
        if (this.#closed || this.#waiting.length === 0) return;
        this.dispatchEvent(new MessageEvent('message', { data: this.#waiting.shift() }));
      });
    }

    start() {
      if (this.#started) return;
      this.#started = true;
      for (let i = 0; i < this.#waiting.length; i++) this.#deliver();
    }

    close() {
      this.#closed = true;
      this.#waiting = [];
    }

    get onmessage() { return this.#onmessage; }
    set onmessage(listener) {
      if (this.#onmessage !== null) this.removeEventListener('message', this.#onmessage);
      this.#onmessage = typeof listener === 'function' ? listener : null;
      if (this.#onmessage !== null) this.addEventListener('message', this.#onmessage);
      this.start();
    }

    // What Node adds; nothing keeps this process alive or lets it end.
    ref() {}
    unref() {}
    on(name, listener) {
      this.addEventListener(name, (event) => listener(event.data));
      if (name === 'message') this.start();
      return this;
    }

    get [Symbol.toStringTag]() { return 'MessagePort'; }
  }
  const { connect } = MessagePort;
  delete MessagePort.connect;

  class MessageChannel {
    #ports = [new MessagePort(INTERNAL), new MessagePort(INTERNAL)];

    constructor() {
      connect(...this.#ports);
    }

    get port1() { return this.#ports[0]; }
    get port2() { return this.#ports[1]; }
    get [Symbol.toStringTag]() { return 'MessageChannel'; }
  }

  return { MessageChannel, MessagePort, MessageEvent };
});
