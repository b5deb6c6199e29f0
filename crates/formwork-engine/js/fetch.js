// `Request`, `Response` and their bodies (Fetch standard). State lives in one private object; what came
// from the host stays in native handles until it is looked at (src/web/request.rs, body.rs, response.rs).
(function fetchClasses(native) {
  'use strict';

  const INTERNAL = Symbol();

  // ---- bodies -------------------------------------------------------------------------------------
  //
  // A body is { source, stream, used, incoming }. The source is a string, a native chunk, or an incoming
  // body; null once a stream took over. The stream is made when user code asks for `body`. `incoming` is the
  // incoming body that all of it comes from, if it does: it knows the limits of forms.

  const CHUNK = Object.getPrototypeOf(native.chunk([]));
  /** Response bodies that came with a content coding, without which they are read here (F-106). */
  const decodedStreams = new WeakSet();

  const isChunk = (value) => typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === CHUNK;

  /** The type of what is read as a `Blob`. */
  const typeOf = (headers) => native.load('mime').extract(headers);

  function makeBody(source) {
    return { source, stream: null, used: false, incoming: undefined };
  }

  const streaming = (stream, incoming) => ({ source: null, stream, used: false, incoming });

  /** The body for an init value and the content type that goes with it, or undefined. */
  function extract(value) {
    if (typeof value === 'string') return { body: makeBody(value), type: 'text/plain;charset=UTF-8' };
    if (typeof value !== 'object') return { body: makeBody(String(value)), type: 'text/plain;charset=UTF-8' };
    const { octets, chunkOf } = native.load('blob');
    const bytes = octets(value);
    if (bytes !== undefined) return { body: makeBody(native.chunk([bytes])), type: undefined };
    const chunk = chunkOf(value);
    if (chunk !== undefined) {
      // What is on disk goes out piece by piece.
      const body = chunk.spooled ? streaming(value.stream()) : makeBody(chunk);
      return { body, type: value.type || undefined };
    }
    if (value instanceof URLSearchParams) {
      return { body: makeBody(value.toString()), type: 'application/x-www-form-urlencoded;charset=UTF-8' };
    }
    const { entriesOf, encodeForm } = native.load('form');
    if (entriesOf(value) !== undefined) {
      const { chunk, type } = encodeForm(value);
      return { body: makeBody(chunk), type };
    }
    const { ReadableStream } = native.load('streams');
    let stream;
    if (value instanceof ReadableStream) {
      if (value.locked || native.load('streams').isDisturbed(value)) {
        throw new TypeError('The stream given as a body has been read or is locked');
      }
      stream = value;
    } else if (typeof value[Symbol.asyncIterator] === 'function') {
      stream = ReadableStream.from(value);
    } else {
      return { body: makeBody(String(value)), type: 'text/plain;charset=UTF-8' };
    }
    return { body: streaming(stream), type: undefined };
  }

  function isUsed(body) {
    return body !== null && (body.used || (body.stream !== null && native.load('streams').isDisturbed(body.stream)));
  }

  /** Claims the body for one reading (S-120). */
  function claim(body) {
    if (isUsed(body)) throw new TypeError('The body has been read already; it can be read only once');
    if (body.stream !== null && body.stream.locked) throw new TypeError('The body is locked by a reader');
    body.used = true;
  }

  function streamOf(body) {
    if (body.stream !== null) return body.stream;
    const { ReadableStream, markDisturbed } = native.load('streams');
    const { source } = body;
    body.source = null;
    if (typeof source !== 'string' && !isChunk(source)) {
      body.stream = new ReadableStream({
        type: 'bytes',
        async pull(controller) {
          const piece = await source.next();
          if (piece === undefined) controller.close();
          else controller.enqueue(piece);
        },
        cancel() {
          source.cancel();
        },
      }, { highWaterMark: 0 });
    } else {
      const chunk = typeof source === 'string' ? native.chunk([source]) : source;
      let done = chunk.size === 0;
      body.stream = new ReadableStream({
        type: 'bytes',
        pull(controller) {
          if (done) {
            controller.close();
          } else {
            done = true;
            controller.enqueue(chunk.octets());
          }
        },
      }, { highWaterMark: 0 });
    }
    if (body.used) markDisturbed(body.stream);
    return body.stream;
  }

  /** All bytes of a stream as a native chunk. */
  async function collect(stream) {
    const reader = stream.getReader();
    const pieces = [];
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return native.chunk(pieces);
      if (!(value instanceof Uint8Array)) {
        const error = new TypeError('A body stream must give Uint8Arrays');
        reader.cancel(error).catch(() => {});
        throw error;
      }
      pieces.push(value);
    }
  }

  /** The whole body by a method of chunks and incoming bodies: a value when it is here, else a promise. */
  function read(body, method, first, second) {
    if (body === null) return native.chunk([])[method](first, second);
    claim(body);
    const { source } = body;
    if (source === null) return collect(body.stream).then((chunk) => chunk[method](first, second));
    body.source = '';
    if (typeof source !== 'string') return source[method](first, second);
    if (method !== 'text') return native.chunk([source])[method](first, second);
    const text = source.toWellFormed();
    return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  }

  // Not an async function: it would wrap the promise of a body that is still coming in another one.
  function promised(body, convert, method, first, second) {
    try {
      const value = read(body, method, first, second);
      if (convert === undefined) return Promise.resolve(value);
      return value instanceof Promise ? value.then(convert) : Promise.resolve(convert(value));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  const readText = (body) => promised(body, undefined, 'text');
  const readJson = (body) => promised(body, (text) => JSON.parse(text), 'text');
  const readBytes = (body) => promised(body, undefined, 'octets');
  const readBuffer = (body) => promised(body, undefined, 'buffer');
  const readBlob = (body, type) => promised(body, (chunk) => native.load('blob').makeBlob(chunk, type), 'chunk');
  // A request's form is held to the limits of forms, whoever has read its body; the app's own is not.
  const readForm = (body, type, limits) => promised(body, native.load('form').makeForm, 'form', type, limits);

  /** Two bodies with the content of one; the given one becomes the first. */
  function tee(body) {
    if (body === null) return null;
    if (isUsed(body) || (body.stream !== null && body.stream.locked)) {
      throw new TypeError('A body that has been read or is locked cannot be cloned');
    }
    if (typeof body.source === 'string' || isChunk(body.source)) return makeBody(body.source);
    const [first, second] = streamOf(body).tee();
    body.stream = first;
    return streaming(second, body.incoming);
  }

  /** What the host takes: null, a string, a native value, or `{ next, cancel }`. */
  function handOver(body) {
    if (body === null) return null;
    claim(body);
    const { source } = body;
    if (source !== null) {
      body.source = '';
      return source;
    }
    const reader = body.stream.getReader();
    return {
      async next() {
        const { done, value } = await reader.read();
        if (done) return null;
        if (value instanceof Uint8Array) return value;
        const error = new TypeError('A body stream must give Uint8Arrays');
        reader.cancel(error).catch(() => {});
        throw error;
      },
      cancel() {
        reader.cancel().catch(() => {});
      },
    };
  }

  /** The body for what the host gives: null, a native value, or a `{ next, cancel }` of ours. */
  function takeOver(given) {
    if (given === null) return null;
    // Native values read themselves as a whole; a plain reader gives pieces.
    if (typeof given.text === 'function') return makeBody(given);
    const { ReadableStream } = native.load('streams');
    const stream = new ReadableStream({
      async pull(controller) {
        const piece = await given.next();
        if (piece === null) controller.close();
        else controller.enqueue(piece);
      },
      cancel() {
        given.cancel();
      },
    }, { highWaterMark: 0 });
    return streaming(stream);
  }

  // ---- Request ------------------------------------------------------------------------------------

  const NORMALISED = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT']);

  function methodOf(method) {
    const text = String(method);
    if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(text)) throw new TypeError(`${JSON.stringify(text)} is no valid method`);
    const upper = text.toUpperCase();
    if (upper === 'CONNECT' || upper === 'TRACE' || upper === 'TRACK') throw new TypeError(`The method ${upper} is not allowed`);
    return NORMALISED.has(upper) ? upper : text;
  }

  class Request {
    // { native, method, url, headers, body, signal, init }: undefined means not looked at yet
    #state;

    constructor(input, init) {
      if (input === INTERNAL) {
        this.#state = init;
        return;
      }
      if (arguments.length === 0) throw new TypeError('A Request needs a URL or a Request');
      init ??= {};
      if (typeof init !== 'object' && typeof init !== 'function') throw new TypeError('The second argument of Request must be an object');
      const other = typeof input === 'object' && input !== null && #state in input ? input : null;
      let url;
      if (other === null) {
        const parsed = new URL(input);
        if (parsed.username !== '' || parsed.password !== '') {
          throw new TypeError('The URL of a Request cannot contain credentials');
        }
        url = parsed.href;
      } else {
        url = other.url;
      }
      const method = init.method === undefined ? (other === null ? 'GET' : other.method) : methodOf(init.method);
      const headers = new Headers(init.headers ?? (other === null ? undefined : other.headers));
      let body = null;
      if (init.body !== undefined && init.body !== null) {
        if (method === 'GET' || method === 'HEAD') throw new TypeError(`A ${method} request cannot have a body`);
        const extracted = extract(init.body);
        body = extracted.body;
        if (extracted.type !== undefined) native.headersDefault(headers, 'content-type', extracted.type);
        if (body.stream !== null && init.duplex === undefined) {
          throw new TypeError("A Request with a stream as its body needs the option duplex: 'half'");
        }
      } else if (other !== null && other.#body() !== null && init.body === undefined) {
        const given = other.#body();
        if (isUsed(given) || given.stream?.locked) throw new TypeError('The body of the given Request has been read already');
        if (method === 'GET' || method === 'HEAD') throw new TypeError(`A ${method} request cannot have a body`);
        body = { source: given.source, stream: given.stream, used: false, incoming: given.incoming };
        given.source = '';
        given.stream = null;
        given.used = true;
      }
      const signal = init.signal === undefined ? (other === null ? null : other.signal) : init.signal;
      if (signal !== null && !(signal instanceof AbortSignal)) throw new TypeError('The signal of a Request must be an AbortSignal');
      this.#state = {
        native: null,
        method,
        url,
        headers,
        body,
        signal: signal === null ? undefined : AbortSignal.any([signal]),
        init: options(init, other === null ? undefined : other.#state.init),
      };
    }

    #body() {
      const state = this.#state;
      if (state.body === undefined) {
        const body = state.native.body();
        state.body = body === undefined || body === null ? null : { ...makeBody(body), incoming: body };
      }
      return state.body;
    }

    get method() {
      const state = this.#state;
      return (state.method ??= state.native.method);
    }

    get url() {
      const state = this.#state;
      return (state.url ??= state.native.url);
    }

    get headers() {
      const state = this.#state;
      return (state.headers ??= state.native.headers());
    }

    get body() {
      const body = this.#body();
      return body === null ? null : streamOf(body);
    }

    get bodyUsed() {
      return isUsed(this.#body());
    }

    get signal() {
      const state = this.#state;
      if (state.signal === undefined) {
        const controller = new AbortController();
        state.signal = controller.signal;
        if (state.native !== null && state.native.onAbort(() => controller.abort())) controller.abort();
      }
      return state.signal;
    }

    get cache() { return this.#state.init?.cache ?? 'default'; }
    get credentials() { return this.#state.init?.credentials ?? 'same-origin'; }
    get destination() { return ''; }
    get duplex() { return 'half'; }
    get integrity() { return this.#state.init?.integrity ?? ''; }
    get keepalive() { return Boolean(this.#state.init?.keepalive); }
    get mode() { return this.#state.init?.mode ?? 'cors'; }
    get redirect() { return this.#state.init?.redirect ?? 'follow'; }
    get referrer() { return this.#state.init?.referrer ?? 'about:client'; }
    get referrerPolicy() { return this.#state.init?.referrerPolicy ?? ''; }
    get isHistoryNavigation() { return false; }
    get isReloadNavigation() { return false; }

    text() { return readText(this.#body()); }
    json() { return readJson(this.#body()); }
    bytes() { return readBytes(this.#body()); }
    arrayBuffer() { return readBuffer(this.#body()); }
    blob() { return readBlob(this.#body(), typeOf(this.headers)); }
    formData() {
      const body = this.#body();
      return readForm(body, this.headers.get('content-type') ?? '', body?.incoming ?? true);
    }

    clone() {
      const body = tee(this.#body());
      return new Request(INTERNAL, {
        native: null,
        method: this.method,
        url: this.url,
        headers: new Headers(this.headers),
        body,
        signal: AbortSignal.any([this.signal]),
        init: this.#state.init,
      });
    }

    /** The signal that the request was given; undefined where nobody can abort it. */
    static signalOf(request) {
      return request.#state.signal;
    }

    static open(request) {
      if (typeof request !== 'object' || request === null || !(#state in request)) {
        throw new TypeError('A Request is expected here');
      }
      return [request.method, request.url, request.headers, handOver(request.#body())];
    }

    get [Symbol.toStringTag]() { return 'Request'; }

    [Symbol.for('nodejs.util.inspect.custom')](depth, options, inspect) {
      const { method, url, headers, bodyUsed } = this;
      return 'Request ' + inspect({ method, url, headers, bodyUsed }, options);
    }
  }
  const { open: openRequest, signalOf } = Request;
  delete Request.open;
  delete Request.signalOf;

  function options(init, inherited) {
    let result = inherited;
    for (const name of ['cache', 'credentials', 'integrity', 'keepalive', 'mode', 'redirect', 'referrer', 'referrerPolicy']) {
      if (init[name] === undefined) continue;
      if (result === inherited) result = { ...inherited };
      result[name] = init[name];
    }
    return result;
  }

  // ---- Response -----------------------------------------------------------------------------------

  const NULL_BODY = new Set([101, 103, 204, 205, 304]);
  const REDIRECT = new Set([301, 302, 303, 307, 308]);

  class Response {
    // { status, statusText, headers, body, type, url, redirected, decoded }
    #state;

    constructor(body, init) {
      if (body === INTERNAL) {
        this.#state = init;
        return;
      }
      let status = 200;
      let statusText = '';
      let headers;
      if (init !== undefined && init !== null) {
        if (init.status !== undefined) {
          status = Math.trunc(Number(init.status));
          if (!(status >= 200 && status <= 599)) {
            throw new RangeError(`The status of a Response must be from 200 to 599, not ${String(init.status)}`);
          }
        }
        if (init.statusText !== undefined) {
          statusText = String(init.statusText);
          if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(statusText)) throw new TypeError('The status text contains invalid characters');
        }
        headers = new Headers(init.headers ?? undefined);
      } else {
        headers = new Headers();
      }
      let content = null;
      if (body !== undefined && body !== null) {
        if (NULL_BODY.has(status)) throw new TypeError(`A Response with status ${status} cannot have a body`);
        if (typeof body === 'string') {
          content = makeBody(body);
          native.headersText(headers);
        } else {
          const extracted = extract(body);
          content = extracted.body;
          if (extracted.type !== undefined) native.headersDefault(headers, 'content-type', extracted.type);
        }
      }
      this.#state = {
        status,
        statusText,
        headers,
        body: content,
        type: 'default',
        url: '',
        redirected: false,
        decoded: false,
      };
    }

    static json(data, init) {
      const text = JSON.stringify(data);
      if (text === undefined) throw new TypeError('The value given to Response.json cannot be serialized');
      const response = new Response(text, init);
      const { headers } = response.#state;
      // `new Response(text)` has put its own default in place unless the caller gave a type.
      if (!(init?.headers !== undefined && new Headers(init.headers).has('content-type'))) {
        headers.set('content-type', 'application/json');
      }
      return response;
    }

    static redirect(url, status = 302) {
      const parsed = new URL(url);
      if (!REDIRECT.has(Number(status))) throw new RangeError(`${String(status)} is no redirect status`);
      const headers = new Headers({ location: parsed.href });
      native.headersFreeze(headers);
      return new Response(INTERNAL, {
        status: Number(status), statusText: '', headers, body: null, type: 'default', url: '', redirected: false, decoded: false,
      });
    }

    static error() {
      const headers = new Headers();
      native.headersFreeze(headers);
      return new Response(INTERNAL, {
        status: 0, statusText: '', headers, body: null, type: 'error', url: '', redirected: false, decoded: false,
      });
    }

    get type() { return this.#state.type; }
    get url() { return this.#state.url; }
    get redirected() { return this.#state.redirected; }
    get status() { return this.#state.status; }
    get ok() { return this.#state.status >= 200 && this.#state.status <= 299; }
    get statusText() { return this.#state.statusText; }
    get headers() { return this.#state.headers; }

    get body() {
      const { body, decoded } = this.#state;
      if (body === null) return null;
      const stream = streamOf(body);
      if (decoded) decodedStreams.add(stream);
      return stream;
    }

    get bodyUsed() { return isUsed(this.#state.body); }

    text() { return readText(this.#state.body); }
    json() { return readJson(this.#state.body); }
    bytes() { return readBytes(this.#state.body); }
    arrayBuffer() { return readBuffer(this.#state.body); }
    blob() { return readBlob(this.#state.body, typeOf(this.headers)); }
    formData() { return readForm(this.#state.body, this.headers.get('content-type') ?? '', false); }

    clone() {
      const state = this.#state;
      const body = tee(state.body);
      return new Response(INTERNAL, { ...state, headers: new Headers(state.headers), body });
    }

    static open(response) {
      if (typeof response !== 'object' || response === null || !(#state in response)) {
        throw new TypeError('A Response is expected here');
      }
      const { status, statusText, headers, body, decoded } = response.#state;
      const isDecoded = decoded || (body !== null && body.stream !== null && decodedStreams.has(body.stream));
      return [status, statusText, headers, handOver(body), isDecoded];
    }

    static is(value) {
      return typeof value === 'object' && value !== null && #state in value;
    }

    get [Symbol.toStringTag]() { return 'Response'; }

    [Symbol.for('nodejs.util.inspect.custom')](depth, options, inspect) {
      const { status, statusText, headers, bodyUsed, ok, type, url } = this;
      return 'Response ' + inspect({ status, statusText, headers, bodyUsed, ok, type, url }, options);
    }
  }
  const { open: openResponse, is: isResponse } = Response;
  delete Response.open;
  delete Response.is;

  function makeRequest(handle) {
    return new Request(INTERNAL, {
      native: handle,
      method: undefined,
      url: undefined,
      headers: undefined,
      body: undefined,
      signal: undefined,
      init: undefined,
    });
  }

  function makeResponse(status, statusText, headers, body) {
    return new Response(INTERNAL, {
      status, statusText, headers, body: takeOver(body), type: 'default', url: '', redirected: false, decoded: false,
    });
  }

  function percentDecode(text) {
    const bytes = native.utf8Encode(text);
    let length = 0;
    for (let i = 0; i < bytes.length; i++, length++) {
      bytes[length] = bytes[i];
      if (bytes[i] !== 0x25 || i + 2 >= bytes.length) continue;
      const digits = String.fromCharCode(bytes[i + 1], bytes[i + 2]);
      if (!/^[\da-f]{2}$/i.test(digits)) continue;
      bytes[length] = parseInt(digits, 16);
      i += 2;
    }
    return bytes.slice(0, length);
  }

  // ---- fetch --------------------------------------------------------------------------------------

  const hasScheme = /^[a-z][a-z\d+\-.]*:/i;

  /** The global `fetch`. `event.fetch` is the pipeline's and reaches the application itself. */
  async function fetch(input, init) {
    // Made here, where the stack still says who fetched.
    const failed = new TypeError('fetch failed');
    const request = requestOf(input, init);
    const signal = signalOf(request);
    signal?.throwIfAborted();
    const { url } = request;
    if (url.startsWith('data:')) {
      try {
        return fromData(url);
      } catch (cause) {
        throw because(failed, cause);
      }
    }
    if (!/^https?:/.test(url)) throw because(failed, new Error(`${url.split(':', 1)[0]}: URLs cannot be fetched (${url})`));
    if (request.integrity !== '') {
      throw new TypeError('The option `integrity` of fetch is not there yet: check the hash of the body instead');
    }
    const parts = openRequest(request);
    const stream = watched(parts);
    const { mode, redirect } = request;
    if (!parts[2].has('sec-fetch-mode')) parts[2].set('sec-fetch-mode', mode);
    // A request of the app that is given up takes with it what was fetched for it.
    const sending = native.send(parts, redirect, native.context.getStore()?.owner?.scope());
    const abort = () => sending.abort();
    signal?.addEventListener('abort', abort, { once: true });
    // A signal that outlives the request would keep it.
    const over = () => signal?.removeEventListener('abort', abort);
    let head;
    try {
      head = await sending.head();
    } catch (cause) {
      over();
      signal?.throwIfAborted();
      throw because(failed, stream?.failure ? stream.failure.error : cause);
    }
    // The answer may have been under way when it was given up.
    if (signal?.aborted) {
      over();
      sending.abort();
      throw signal.reason;
    }
    const [status, statusText, headers, from, redirected, crossed, decoded, body] = head;
    if (body === null) over();
    return new Response(INTERNAL, {
      status,
      statusText,
      headers,
      body: body === null ? null : makeBody(signal === undefined ? body : abortable(body, signal, over)),
      type: crossed ? 'cors' : 'basic',
      url: from,
      redirected,
      decoded,
    });
  }

  function requestOf(input, init) {
    if (typeof input === 'string' && !hasScheme.test(input)) {
      throw new TypeError(
        `fetch of the relative URL ${JSON.stringify(input)}: on the server only the \`fetch\` of the event, which load functions, actions, endpoints and hooks are given, knows what it is relative to`,
      );
    }
    return new Request(input, init);
  }

  function because(error, cause) {
    return Object.defineProperty(error, 'cause', { value: cause, writable: true, configurable: true });
  }

  /** Keeps the error of a stream of user code that is the body of a request, which the host cannot. */
  function watched(parts) {
    const reader = parts[3];
    if (reader === null || typeof reader !== 'object' || !Object.hasOwn(reader, 'next')) return undefined;
    const stream = { failure: undefined };
    parts[3] = {
      async next() {
        try {
          return await reader.next();
        } catch (error) {
          stream.failure = { error };
          throw error;
        }
      },
      cancel: () => reader.cancel(),
    };
    return stream;
  }

  /** Of bodies that nobody reads, once they are gone. */
  const unread = new FinalizationRegistry((over) => over());

  /** A body whose reading fails with the signal's reason once that is aborted. `over` is called when it has been read. */
  function abortable(body, signal, over) {
    const guarded = (method) => {
      const seen = (value) => {
        if (method !== 'next' || value === undefined) over();
        return value;
      };
      return function reading(first, second) {
        if (signal.aborted) return Promise.reject(signal.reason);
        const read = body[method](first, second);
        if (!(read instanceof Promise)) return seen(read);
        // Whoever has asked for all of it holds nothing but this promise: it must not count as unread meanwhile.
        const source = this;
        return read.then((value) => seen(value, source), (error) => {
          over(source);
          throw signal.aborted ? signal.reason : error;
        });
      };
    };
    const source = {
      cancel() {
        over();
        return body.cancel();
      },
    };
    for (const method of ['text', 'octets', 'buffer', 'chunk', 'form']) source[method] = guarded(method);
    unread.register(source, over);
    const next = guarded('next');
    source.next = async function nextPiece() {
      const piece = await next.call(this);
      // What has ended because it was given up is not complete.
      if (piece === undefined) signal.throwIfAborted();
      return piece;
    };
    return source;
  }

  function fromData(url) {
    const found = /^data:([^,]*?)(;\s*base64)?\s*,([^#]*)/is.exec(url);
    if (found === null) throw new TypeError('The data: URL is malformed');
    const bytes = percentDecode(found[3]);
    const data = found[2] ? Uint8Array.fromBase64(new TextDecoder('latin1').decode(bytes).replace(/\s/g, '')) : bytes;
    const type = found[1].startsWith(';') ? `text/plain${found[1]}` : found[1] || 'text/plain;charset=US-ASCII';
    return new Response(data, { headers: { 'content-type': type } });
  }

  return { Request, Response, fetch, makeRequest, openRequest, makeResponse, openResponse, isResponse };
});
