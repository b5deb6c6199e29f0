// Media types (MIME Sniffing standard), as `Blob`s have them.
(function mimeTypes() {
  'use strict';

  const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
  const trimmed = (text) => text.replace(/^[\t\n\r ]+/, '').replace(/[\t\n\r ]+$/, '');

  /** A MIME type (MIME Sniffing standard) as `[essence, parameters]`, or null. */
  function parseType(text) {
    const [, type, subtype, rest] = /^([^/]*)\/([^;]*)([^]*)$/.exec(trimmed(text)) ?? [];
    if (type === undefined || !TOKEN.test(type) || !TOKEN.test(trimmed(subtype))) return null;
    const parameters = new Map();
    const each = /;[\t\n\r ]*([^;=]*)(?:=(?:"((?:[^"\\]|\\[^])*)(?:"|\\?$)[^;]*|([^;]*)))?/g;
    for (const [, raw, quoted, plain] of rest.matchAll(each)) {
      const value = quoted !== undefined ? quoted.replace(/\\([^])/g, '$1') : trimmed(plain ?? '');
      const name = raw.toLowerCase();
      if ((quoted === undefined && value === '') || !TOKEN.test(name) || parameters.has(name)) continue;
      if (/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) parameters.set(name, value);
    }
    return [`${type}/${trimmed(subtype)}`.toLowerCase(), parameters];
  }

  /** The content type that headers tell, serialised (Fetch standard, "extract a MIME type"); '' if there is none. */
  function extract(headers) {
    let found = null;
    let charset;
    for (const part of (headers.get('content-type') ?? '').match(/(?:[^",]|"(?:[^"\\]|\\[^])*"?)+/g) ?? []) {
      const parsed = parseType(part);
      if (parsed === null || parsed[0] === '*/*') continue;
      if (found === null || parsed[0] !== found[0] || parsed[1].has('charset')) charset = parsed[1].get('charset');
      else if (charset !== undefined) parsed[1].set('charset', charset);
      found = parsed;
    }
    if (found === null) return '';
    const shown = (value) => (TOKEN.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`);
    return found[0] + [...found[1]].map(([name, value]) => `;${name}=${shown(value)}`).join('');
  }

  return { extract };
});
