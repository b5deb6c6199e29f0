// A small `Intl`: the engine has none. One locale (en-US) whatever is asked for, which is what
// `resolvedOptions()` says; good for server logs, sorting and English pages, not for localisation.
(function intl(native) {
  'use strict';

  const LOCALE = 'en-US';
  const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
  const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
  const CURRENCIES = { USD: '$', EUR: '€', GBP: '£', JPY: '¥', INR: '₹', CNY: 'CN¥', KRW: '₩', CAD: 'CA$', AUD: 'A$', MXN: 'MX$', BRL: 'R$', NZD: 'NZ$' };
  const NO_CENTS = new Set(['JPY', 'KRW']);

  function getCanonicalLocales(locales) {
    const list = locales === undefined ? [] : typeof locales === 'string' ? [locales] : [...locales];
    return list.map((locale) => {
      if (!/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/.test(String(locale))) throw new RangeError(`Incorrect locale information provided`);
      const [language, ...rest] = String(locale).split('-');
      return [language.toLowerCase(), ...rest.map((part) => (part.length === 2 ? part.toUpperCase() : part))].join('-');
    });
  }

  function supportedLocalesOf(locales) {
    return getCanonicalLocales(locales).filter((locale) => locale === 'en' || locale.startsWith('en-'));
  }

  /** A class whose constructor also works without `new`, as those of Intl do. */
  function callable(Class) {
    return new Proxy(Class, { apply: (target, self, args) => new target(...args) });
  }

  // ---- numbers -------------------------------------------------------------------------------------

  const UNITS = {
    acre: ['ac', 'acre', 'acres'], bit: ['bit', 'bit', 'bits'], byte: ['byte', 'byte', 'bytes', 'B'], celsius: ['°C', 'degree Celsius', 'degrees Celsius'],
    centimeter: ['cm', 'centimeter', 'centimeters'], day: ['day', 'day', 'days', 'd'], degree: ['deg', 'degree', 'degrees', '°'],
    fahrenheit: ['°F', 'degree Fahrenheit', 'degrees Fahrenheit', '°'], foot: ['ft', 'foot', 'feet', '′'], gallon: ['gal', 'gallon', 'gallons'],
    gigabit: ['Gb', 'gigabit', 'gigabits'], gigabyte: ['GB', 'gigabyte', 'gigabytes'], gram: ['g', 'gram', 'grams'], hectare: ['ha', 'hectare', 'hectares'],
    hour: ['hr', 'hour', 'hours', 'h'], inch: ['in', 'inch', 'inches', '″'], kilobit: ['kb', 'kilobit', 'kilobits'], kilobyte: ['kB', 'kilobyte', 'kilobytes'],
    kilogram: ['kg', 'kilogram', 'kilograms'], kilometer: ['km', 'kilometer', 'kilometers'], liter: ['L', 'liter', 'liters'],
    megabit: ['Mb', 'megabit', 'megabits'], megabyte: ['MB', 'megabyte', 'megabytes'], meter: ['m', 'meter', 'meters'], mile: ['mi', 'mile', 'miles'],
    milliliter: ['mL', 'milliliter', 'milliliters'], millimeter: ['mm', 'millimeter', 'millimeters'], millisecond: ['ms', 'millisecond', 'milliseconds'],
    minute: ['min', 'minute', 'minutes', 'm'], month: ['mth', 'month', 'months', 'm'], ounce: ['oz', 'ounce', 'ounces'], percent: ['%', 'percent', 'percent'],
    petabyte: ['PB', 'petabyte', 'petabytes'], pound: ['lb', 'pound', 'pounds', '#'], second: ['sec', 'second', 'seconds', 's'],
    terabit: ['Tb', 'terabit', 'terabits'], terabyte: ['TB', 'terabyte', 'terabytes'], week: ['wk', 'week', 'weeks', 'w'], yard: ['yd', 'yard', 'yards'],
    year: ['yr', 'year', 'years', 'y'],
  };
  const TIGHT = new Set(['%', '°C', '°F', '°', '′', '″', '#']);
  const NAMES = {
    USD: ['US dollars', 'US dollar'], EUR: ['euros', 'euro'], GBP: ['British pounds', 'British pound'], JPY: ['Japanese yen', 'Japanese yen'],
    CHF: ['Swiss francs', 'Swiss franc'], CAD: ['Canadian dollars', 'Canadian dollar'], AUD: ['Australian dollars', 'Australian dollar'],
  };
  const NARROW = { CAD: '$', AUD: '$', NZD: '$', MXN: '$', BRL: 'R$', CNY: '¥', SEK: 'kr', NOK: 'kr', DKK: 'kr', PLN: 'zł', RUB: '₽', TRY: '₺', UAH: '₴' };
  const COMPACT = [['', ''], ['K', ' thousand'], ['M', ' million'], ['B', ' billion'], ['T', ' trillion']];

  const groups = (digits) => digits.replace(/\B(?=(\d{3})+$)/g, ',');

  /** A number of at least 0 as decimal digits times a power of ten: what it is written as, without binary noise. */
  function decimal(value) {
    const [, whole, fraction = '', exponent = '0'] = /^(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/.exec(String(value));
    return { digits: (whole + fraction).replace(/^0+(?=\d)/, ''), exponent: Number(exponent) - fraction.length };
  }

  /** Rounded, halves up, to a multiple of ten to the power `place`. */
  function rounded({ digits, exponent }, place) {
    const drop = place - exponent;
    if (drop <= 0) return { digits, exponent };
    const kept = BigInt(digits.slice(0, Math.max(digits.length - drop, 0)) || '0');
    const up = drop <= digits.length && digits[digits.length - drop] >= '5';
    return { digits: String(up ? kept + 1n : kept), exponent: place };
  }

  /** How many digits are before the decimal point (0 or less: how many zeros follow it). */
  const magnitude = ({ digits, exponent }) => (digits === '0' ? 1 : digits.length + exponent);

  const significant = (number, count) => rounded(number, magnitude(number) - count);

  function inRange(value, low, high, name) {
    if (value === undefined) return undefined;
    const number = Math.floor(Number(value));
    if (!(number >= low && number <= high)) throw new RangeError(`${name} value is out of range.`);
    return number;
  }

  class NumberFormat {
    #options;

    constructor(locales, options = {}) {
      getCanonicalLocales(locales);
      const { style = 'decimal', currency, unit, notation = 'standard' } = options;
      if (style === 'currency' && currency === undefined) throw new TypeError('A currency is needed for the style "currency"');
      if (currency !== undefined && !/^[A-Za-z]{3}$/.test(String(currency))) throw new RangeError(`Invalid currency code : ${currency}`);
      if (style === 'unit' && unit === undefined) throw new TypeError('A unit is needed for the style "unit"');
      if (unit !== undefined && String(unit).split('-per-').some((part) => UNITS[part] === undefined)) throw new RangeError(`Invalid unit argument for Intl.NumberFormat() '${unit}'`);
      const code = currency === undefined ? undefined : String(currency).toUpperCase();
      const cents = style === 'currency' ? (NO_CENTS.has(code) ? 0 : 2) : undefined;
      const compact = notation === 'compact';
      const given = [options.minimumFractionDigits, options.maximumFractionDigits].some((value) => value !== undefined);
      const low = inRange(options.minimumFractionDigits, 0, 100, 'minimumFractionDigits');
      const high = inRange(options.maximumFractionDigits, 0, 100, 'maximumFractionDigits');
      const minimumFractionDigits = low ?? Math.min(compact ? 0 : (cents ?? 0), high ?? Infinity);
      const maximumFractionDigits = high ?? Math.max(minimumFractionDigits, cents ?? (style === 'percent' || compact ? 0 : 3));
      if (minimumFractionDigits > maximumFractionDigits) throw new RangeError('maximumFractionDigits value is out of range.');
      const minimumSignificantDigits = inRange(options.minimumSignificantDigits, 1, 100, 'minimumSignificantDigits');
      const maximumSignificantDigits = inRange(options.maximumSignificantDigits, minimumSignificantDigits ?? 1, 100, 'maximumSignificantDigits');
      const bySignificance = minimumSignificantDigits !== undefined || maximumSignificantDigits !== undefined;
      this.#options = {
        style, ...(code === undefined ? {} : { currency: code, currencyDisplay: options.currencyDisplay ?? 'symbol', currencySign: options.currencySign ?? 'standard' }),
        ...(unit === undefined ? {} : { unit: String(unit), unitDisplay: options.unitDisplay ?? 'short' }),
        minimumIntegerDigits: inRange(options.minimumIntegerDigits, 1, 21, 'minimumIntegerDigits') ?? 1,
        ...(bySignificance ? { minimumSignificantDigits: minimumSignificantDigits ?? 1, maximumSignificantDigits: maximumSignificantDigits ?? 21 } : { minimumFractionDigits, maximumFractionDigits }),
        useGrouping: options.useGrouping ?? (compact ? 'min2' : 'auto'), notation, ...(compact ? { compactDisplay: options.compactDisplay ?? 'short' } : {}),
        signDisplay: options.signDisplay ?? 'auto', roundingMode: 'halfExpand',
      };
      // Compact numbers are short unless somebody says how long they should be.
      Object.defineProperty(this.#options, 'short', { value: compact && !given && !bySignificance, enumerable: false });
      this.format = this.format.bind(this);
    }

    static supportedLocalesOf = supportedLocalesOf;

    #round(number) {
      const o = this.#options;
      if (o.short) return magnitude(number) >= 2 ? rounded(number, 0) : significant(number, 2);
      if (o.maximumSignificantDigits !== undefined) return significant(number, o.maximumSignificantDigits);
      return rounded(number, -o.maximumFractionDigits);
    }

    /** The parts of the digits, of a number that is rounded. */
    #number({ digits, exponent }) {
      const o = this.#options;
      let whole = exponent >= 0 ? (digits === '0' ? '0' : digits + '0'.repeat(exponent)) : digits.slice(0, exponent) || '0';
      let fraction = exponent >= 0 ? '' : digits.padStart(-exponent, '0').slice(exponent).replace(/0+$/, '');
      fraction = fraction.padEnd(o.minimumFractionDigits ?? 0, '0');
      const shown = whole === '0' ? fraction.replace(/^0+/, '').length : whole.length + fraction.length;
      if (o.minimumSignificantDigits > shown) fraction += '0'.repeat(o.minimumSignificantDigits - Math.max(shown, whole === '0' && fraction === '' ? 1 : 0));
      whole = whole.padStart(o.minimumIntegerDigits, '0');
      const parts = [];
      const grouped = o.useGrouping !== false && o.useGrouping !== 'false' && whole.length > (o.useGrouping === 'min2' ? 4 : 3);
      (grouped ? groups(whole).split(',') : [whole]).forEach((group, index) => {
        if (index > 0) parts.push({ type: 'group', value: ',' });
        parts.push({ type: 'integer', value: group });
      });
      if (fraction !== '') parts.push({ type: 'decimal', value: '.' }, { type: 'fraction', value: fraction });
      return parts;
    }

    /** Digits with what shortens them; gives whether the text is 0. */
    #magnitude(value) {
      const o = this.#options;
      if (typeof value === 'number' && !Number.isFinite(value)) {
        return [[Number.isNaN(value) ? { type: 'nan', value: 'NaN' } : { type: 'infinity', value: '∞' }], false];
      }
      let number = decimal(value);
      if (o.style === 'percent') number = { digits: number.digits, exponent: number.exponent + 2 };
      if (o.notation === 'standard') {
        number = this.#round(number);
        return [this.#number(number), number.digits === '0'];
      }
      const isCompact = o.notation === 'compact';
      const step = (size) => {
        if (number.digits === '0') return 0;
        const places = magnitude({ ...number, exponent: number.exponent }) - 1;
        return isCompact ? Math.min(Math.max(Math.floor((places + size) / 3), 0), 4) * 3 : o.notation === 'engineering' ? Math.floor(places / 3) * 3 : places;
      };
      let shift = step(0);
      let short = this.#round({ digits: number.digits, exponent: number.exponent - shift });
      // 999 999 becomes 1 million, not 1000 thousand.
      if (isCompact && magnitude(short) > 3 && shift < 12) {
        shift += 3;
        short = this.#round({ digits: number.digits, exponent: number.exponent - shift });
      }
      const parts = this.#number(short);
      if (isCompact) {
        const word = COMPACT[shift / 3][o.compactDisplay === 'long' ? 1 : 0];
        if (word.startsWith(' ')) parts.push({ type: 'literal', value: ' ' });
        if (word !== '') parts.push({ type: 'compact', value: word.trim() });
      } else {
        parts.push({ type: 'exponentSeparator', value: 'E' });
        if (shift < 0) parts.push({ type: 'exponentMinusSign', value: '-' });
        parts.push({ type: 'exponentInteger', value: String(Math.abs(shift)) });
      }
      return [parts, short.digits === '0'];
    }

    #unit(parts) {
      const { unit, unitDisplay } = this.#options;
      const isOne = parts.length === 1 && parts[0].value === '1';
      const [first, second] = unit.split('-per-');
      const name = (key, one) => (unitDisplay === 'long' ? UNITS[key][one ? 1 : 2] : unitDisplay === 'narrow' ? (UNITS[key][3] ?? UNITS[key][0]) : UNITS[key][0]);
      let text = name(first, isOne);
      if (first === 'day' && unitDisplay === 'short' && !isOne) text = 'days';
      if (second !== undefined) {
        const per = { hour: 'h', second: 's', minute: 'min' }[second] ?? name(second, true);
        text = unitDisplay === 'long' ? `${text} per ${UNITS[second][1]}` : unit === 'mile-per-hour' ? 'mph' : `${text}/${per}`;
      }
      const tight = TIGHT.has(text) || unitDisplay === 'narrow';
      return [...parts, ...(tight ? [] : [{ type: 'literal', value: ' ' }]), { type: 'unit', value: text }];
    }

    formatToParts(input) {
      const o = this.#options;
      let value = typeof input === 'bigint' ? input : Number(input);
      const negative = value < 0 || Object.is(value, -0);
      if (negative) value = -value;
      let [parts, zero] = this.#magnitude(value);
      if (o.style === 'unit') parts = this.#unit(parts);
      if (o.style === 'percent') parts.push({ type: 'percentSign', value: '%' });
      if (o.style === 'currency') {
        if (o.currencyDisplay === 'name') {
          const isOne = parts.length === 1 && parts[0].value === '1';
          parts.push({ type: 'literal', value: ' ' }, { type: 'currency', value: NAMES[o.currency]?.[isOne ? 1 : 0] ?? o.currency });
        } else {
          const symbol = o.currencyDisplay === 'code' ? o.currency : o.currencyDisplay === 'narrowSymbol' ? (NARROW[o.currency] ?? CURRENCIES[o.currency]) : CURRENCIES[o.currency];
          parts.unshift({ type: 'currency', value: symbol ?? o.currency }, ...(symbol === undefined || symbol === o.currency ? [{ type: 'literal', value: '\u00a0' }] : []));
        }
      }
      const isNaN = Number.isNaN(value);
      const minus = negative && { auto: true, always: true, exceptZero: !zero, negative: !zero }[o.signDisplay];
      const plus = !negative && { always: true, exceptZero: !zero && !isNaN }[o.signDisplay];
      if (minus && o.currencySign === 'accounting') return [{ type: 'literal', value: '(' }, ...parts, { type: 'literal', value: ')' }];
      if (minus) parts.unshift({ type: 'minusSign', value: '-' });
      if (plus) parts.unshift({ type: 'plusSign', value: '+' });
      return parts;
    }

    format(input) {
      return join(this.formatToParts(input));
    }

    formatRange(start, end) {
      const [a, b] = [this.format(start), this.format(end)];
      return a === b ? `~${a}` : `${a}–${b}`;
    }

    resolvedOptions() {
      return { locale: LOCALE, numberingSystem: 'latn', ...this.#options };
    }
  }

  const join = (parts) => parts.map(({ value }) => value).join('');

  // ---- dates ---------------------------------------------------------------------------------------

  const FIELDS = ['weekday', 'era', 'year', 'month', 'day', 'dayPeriod', 'hour', 'minute', 'second', 'fractionalSecondDigits'];
  const STYLES = {
    date: {
      full: { weekday: 'long', month: 'long', day: 'numeric', year: 'numeric' }, long: { month: 'long', day: 'numeric', year: 'numeric' },
      medium: { month: 'short', day: 'numeric', year: 'numeric' }, short: { month: 'numeric', day: 'numeric', year: '2-digit' },
    },
    time: {
      full: { hour: 'numeric', minute: '2-digit', second: '2-digit', timeZoneName: 'long' },
      long: { hour: 'numeric', minute: '2-digit', second: '2-digit', timeZoneName: 'short' },
      medium: { hour: 'numeric', minute: '2-digit', second: '2-digit' }, short: { hour: 'numeric', minute: '2-digit' },
    },
  };
  // What Americans call their own zones; all others are told by their distance from Greenwich.
  const ZONES = { E: 'Eastern', C: 'Central', M: 'Mountain', P: 'Pacific', AK: 'Alaska', H: 'Hawaii-Aleutian' };

  function zoneOf(timeZone) {
    if (timeZone === undefined) return undefined;
    const name = String(timeZone);
    if (/^(utc|gmt|etc\/utc|etc\/gmt)$/i.test(name)) return 'UTC';
    if (/^[+-]\d\d(:?\d\d)?$/.test(name)) return name;
    const known = native.zoneName(name);
    if (known === undefined) throw new RangeError(`Invalid time zone specified: ${name}`);
    return known;
  }

  function offsetText(seconds, long) {
    if (seconds === 0) return 'GMT';
    const minutes = Math.floor(Math.abs(seconds) / 60);
    const [h, m] = [Math.floor(minutes / 60), minutes % 60];
    const two = (value) => String(value).padStart(2, '0');
    return `GMT${seconds < 0 ? '-' : '+'}${long ? `${two(h)}:${two(m)}` : `${h}${m === 0 ? '' : `:${two(m)}`}`}`;
  }

  function zoneName(zone, time, seconds, style) {
    if (style === 'longOffset') return offsetText(seconds, true);
    if (style === 'shortOffset') return offsetText(seconds, false);
    const isLong = style === 'long' || style === 'longGeneric';
    if (zone === 'UTC') return isLong ? 'Coordinated Universal Time' : 'UTC';
    const short = /^(America|US|Pacific)\//.test(zone ?? '') ? native.zoneAbbreviation(zone, time) : undefined;
    const parts = /^(E|C|M|P|AK|H)([SD])T$/.exec(short ?? '');
    if (parts !== null) return isLong ? `${ZONES[parts[1]]} ${parts[2] === 'D' ? 'Daylight' : 'Standard'} Time` : short;
    return offsetText(seconds, isLong);
  }

  class DateTimeFormat {
    #options;

    constructor(locales, options = {}, defaults = { year: 'numeric', month: 'numeric', day: 'numeric' }) {
      getCanonicalLocales(locales);
      const o = {};
      for (const name of FIELDS) if (options?.[name] !== undefined) o[name] = options[name];
      const styled = options?.dateStyle !== undefined || options?.timeStyle !== undefined;
      for (const [kind, style] of [['date', options?.dateStyle], ['time', options?.timeStyle]]) {
        if (style === undefined) continue;
        if (STYLES[kind][style] === undefined) throw new RangeError(`Value ${style} out of range for Intl.DateTimeFormat options property ${kind}Style`);
        if (Object.keys(o).some((name) => STYLES.date.full[name] === undefined && STYLES.time.full[name] === undefined)) throw new TypeError(`Can't set option ${Object.keys(o)[0]} when ${kind}Style is used`);
        Object.assign(o, STYLES[kind][style]);
      }
      if (!styled && !FIELDS.some((name) => name !== 'era' && o[name] !== undefined)) Object.assign(o, defaults);
      if (options?.timeZoneName !== undefined) o.timeZoneName = options.timeZoneName;
      o.hour12 = options?.hour12 ?? (options?.hourCycle === undefined ? true : options.hourCycle.startsWith('h1'));
      o.timeZone = zoneOf(options?.timeZone);
      o.wide = styled ? options?.dateStyle === 'full' || options?.dateStyle === 'long' : o.month === 'long';
      if (styled) Object.assign(o, { dateStyle: options.dateStyle, timeStyle: options.timeStyle });
      this.#options = o;
      this.format = this.format.bind(this);
    }

    static supportedLocalesOf = supportedLocalesOf;

    /** The date in the time zone; without one, in the process's own. */
    #read(date) {
      const { timeZone } = this.#options;
      if (timeZone === undefined) {
        const seconds = -date.getTimezoneOffset() * 60;
        return [date.getFullYear(), date.getMonth(), date.getDate(), date.getDay(), date.getHours(), date.getMinutes(), date.getSeconds(), date.getMilliseconds(), seconds];
      }
      const offset = /^([+-])(\d\d):?(\d\d)?$/.exec(timeZone);
      const seconds = timeZone === 'UTC' ? 0
        : offset === null ? (native.zoneOffset(timeZone, date.getTime()) ?? 0) : (offset[1] === '-' ? -60 : 60) * (Number(offset[2]) * 60 + Number(offset[3] ?? 0));
      const moved = new Date(date.getTime() + seconds * 1000);
      return [moved.getUTCFullYear(), moved.getUTCMonth(), moved.getUTCDate(), moved.getUTCDay(), moved.getUTCHours(), moved.getUTCMinutes(), moved.getUTCSeconds(), moved.getUTCMilliseconds(), seconds];
    }

    #date([year, month, day, weekday]) {
      const o = this.#options;
      const two = (value, style) => (style === '2-digit' ? String(value % 100).padStart(2, '0') : String(value));
      const cut = (text, style) => (style === 'long' ? text : style === 'narrow' ? text[0] : text.slice(0, 3));
      const part = (type, value) => [{ type, value }];
      const named = ['long', 'short', 'narrow'].includes(o.month);
      const w = o.weekday === undefined ? [] : part('weekday', cut(DAYS[weekday], o.weekday));
      const m = o.month === undefined ? [] : part('month', named ? cut(MONTHS[month], o.month) : two(month + 1, o.month));
      const d = o.day === undefined ? [] : part('day', two(day, o.day));
      const shownYear = o.era === undefined || year > 0 ? year : 1 - year;
      let y = o.year === undefined ? [] : part('year', two(shownYear, o.year));
      if (o.era !== undefined) {
        const era = { long: ['Anno Domini', 'Before Christ'], narrow: ['A', 'B'] }[o.era] ?? ['AD', 'BC'];
        y = between([y, part('era', era[year > 0 ? 0 : 1])], ' ');
      }
      // A weekday comes first, unless it is only beside one other thing.
      const others = [m, d, y].filter((list) => list.length > 0).length;
      const lead = others === 1 ? (rest) => between([rest, w], ' ') : (rest) => between([w, rest], ', ');
      if (!named) return lead(between([m, d, y], o.era === undefined ? '/' : '/'));
      const monthDay = between([m, d], ' ');
      return lead(between([monthDay, y], d.length === 0 ? ' ' : ', '));
    }

    #time([, , , , hour, minute, second, ms, seconds], time) {
      const o = this.#options;
      const alone = [o.hour, o.minute, o.second].filter((field) => field !== undefined).length === 1;
      const pad = (value) => String(value).padStart(2, '0');
      const numeric = (value, style) => (style === '2-digit' || !alone ? pad(value) : String(value));
      const h = o.hour === undefined ? [] : [{
        type: 'hour',
        value: o.hour12 ? (o.hour === '2-digit' ? pad(hour % 12 || 12) : String(hour % 12 || 12)) : pad(hour),
      }];
      const m = o.minute === undefined ? [] : [{ type: 'minute', value: numeric(minute, o.minute) }];
      let s = o.second === undefined ? [] : [{ type: 'second', value: numeric(second, o.second) }];
      if (o.fractionalSecondDigits) s = between([s, [{ type: 'fractionalSecond', value: String(ms).padStart(3, '0').slice(0, o.fractionalSecondDigits) }]], '.');
      let parts = between([h, m, s], ':');
      if (o.hour !== undefined && o.hour12) parts = between([parts, [{ type: 'dayPeriod', value: hour < 12 ? 'AM' : 'PM' }]], ' ');
      if (o.timeZoneName !== undefined) {
        const zone = o.timeZone ?? native.systemZone();
        parts = between([parts, [{ type: 'timeZoneName', value: zoneName(zone, time, seconds, o.timeZoneName) }]], ' ');
      }
      return parts;
    }

    formatToParts(input) {
      const date = input === undefined ? new Date() : new Date(input);
      if (Number.isNaN(date.getTime())) throw new RangeError('Invalid time value');
      const read = this.#read(date);
      const [days, hours] = [this.#date(read), this.#time(read, date.getTime())];
      const { wide, weekday, month, day, year } = this.#options;
      const onlyWeekday = weekday !== undefined && month === undefined && day === undefined && year === undefined;
      return between([days, hours], wide ? ' at ' : onlyWeekday ? ' ' : ', ');
    }

    format(input) {
      return join(this.formatToParts(input));
    }

    formatRange(start, end) {
      const [a, b] = [this.format(start), this.format(end)];
      return a === b ? a : `${a} – ${b}`;
    }

    resolvedOptions() {
      const { hour12, timeZone, wide, ...fields } = this.#options;
      const cycle = fields.hour === undefined ? {} : { hourCycle: hour12 ? 'h12' : 'h23', hour12 };
      return { locale: LOCALE, calendar: 'gregory', numberingSystem: 'latn', timeZone: timeZone ?? native.systemZone() ?? 'UTC', ...cycle, ...fields };
    }
  }

  /** Lists of parts, with a text between those that are not empty. */
  function between(lists, text) {
    return lists.filter((list) => list.length > 0).flatMap((list, index) => (index === 0 ? list : [{ type: 'literal', value: text }, ...list]));
  }

  // ---- text ----------------------------------------------------------------------------------------

  const folded = (text, sensitivity) => {
    let result = text;
    if (sensitivity === 'base' || sensitivity === 'case') result = result.normalize('NFD').replace(/\p{M}/gu, '');
    return sensitivity === 'base' || sensitivity === 'accent' ? result.toLowerCase() : result;
  };

  class Collator {
    #options;

    constructor(locales, options = {}) {
      const { usage = 'sort', sensitivity = 'variant', numeric = false, caseFirst = 'false', ignorePunctuation = false } = options;
      this.#options = { usage, sensitivity, numeric: Boolean(numeric), caseFirst, ignorePunctuation: Boolean(ignorePunctuation) };
      this.compare = this.compare.bind(this);
    }

    static supportedLocalesOf = supportedLocalesOf;

    compare(left, right) {
      const { sensitivity, numeric, ignorePunctuation } = this.#options;
      let [a, b] = [String(left), String(right)];
      if (a === b) return 0;
      if (sensitivity === 'variant' && !numeric && !ignorePunctuation) {
        const result = compareAscii(a, b);
        if (result !== undefined) return result;
      }
      if (ignorePunctuation) [a, b] = [a, b].map((text) => text.replace(/[\p{P}\s]/gu, ''));
      const split = numeric ? (text) => text.match(/\d+|\D+/g) ?? [] : (text) => [text];
      // Letters first, then accents, then case (small before capital), as people sort.
      for (const level of ['base', 'accent', 'variant'].slice(0, { base: 1, accent: 2, case: 3, variant: 3 }[sensitivity] ?? 3)) {
        const [x, y] = [split(folded(a, level)), split(folded(b, level))];
        for (let i = 0; i < Math.max(x.length, y.length); i++) {
          if (x[i] === undefined || y[i] === undefined) return x[i] === undefined ? -1 : 1;
          if (x[i] === y[i]) continue;
          if (numeric && /^\d/.test(x[i]) && /^\d/.test(y[i])) {
            const difference = BigInt(x[i]) - BigInt(y[i]);
            if (difference !== 0n) return difference < 0n ? -1 : 1;
            continue;
          }
          return order(x[i], y[i], level);
        }
      }
      return 0;
    }

    resolvedOptions() {
      return { locale: LOCALE, collation: 'default', ...this.#options };
    }
  }

  function rank(c) {
    return /\s/u.test(c) ? 0 : /[\p{P}\p{S}]/u.test(c) ? 1 : /\p{N}/u.test(c) ? 2 : 3;
  }

  // Most text that is sorted is ASCII: one table look-up a character instead of normalisation.
  const WEIGHTS = Array.from({ length: 128 }, (_, code) => {
    const c = String.fromCharCode(code).toLowerCase();
    return rank(c) * 128 + c.charCodeAt(0);
  });

  /** What `compare` gives with its default options, or undefined when a text is not ASCII. */
  function compareAscii(a, b) {
    let small = 0; // the first difference in case only
    let large = 0;
    for (let i = 0; i < Math.max(a.length, b.length); i++) {
      const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
      if (x > 127 || y > 127) return undefined;
      if (x === y || large !== 0 || i >= a.length || i >= b.length) continue;
      large = WEIGHTS[x] - WEIGHTS[y];
      if (large === 0 && small === 0) small = x > y ? -1 : 1;
    }
    return Math.sign(large || a.length - b.length || small);
  }

  function order(a, b, level) {
    const [x, y] = [[...a], [...b]];
    for (let i = 0; i < Math.min(x.length, y.length); i++) {
      if (x[i] === y[i]) continue;
      if (rank(x[i]) !== rank(y[i])) return rank(x[i]) < rank(y[i]) ? -1 : 1;
      if (level === 'variant' && x[i].toLowerCase() === y[i].toLowerCase()) return x[i] === x[i].toLowerCase() ? -1 : 1;
      return x[i] < y[i] ? -1 : 1;
    }
    return x.length === y.length ? 0 : x.length < y.length ? -1 : 1;
  }

  class PluralRules {
    #type;

    constructor(locales, options = {}) {
      this.#type = options.type ?? 'cardinal';
    }

    static supportedLocalesOf = supportedLocalesOf;

    select(value) {
      const n = Number(value);
      if (this.#type === 'cardinal') return n === 1 ? 'one' : 'other';
      if (n % 100 >= 11 && n % 100 <= 13) return 'other';
      return { 1: 'one', 2: 'two', 3: 'few' }[n % 10] ?? 'other';
    }

    resolvedOptions() {
      const pluralCategories = this.#type === 'cardinal' ? ['one', 'other'] : ['few', 'one', 'two', 'other'];
      return { locale: LOCALE, type: this.#type, pluralCategories };
    }
  }

  const SHORT = { second: 'sec.', minute: 'min.', hour: 'hr.', day: 'day', week: 'wk.', month: 'mo.', quarter: 'qtr.', year: 'yr.' };
  const NARROW_UNITS = { second: 's', minute: 'm', hour: 'h', day: 'd', week: 'w', month: 'mo', quarter: 'q', year: 'y' };

  class RelativeTimeFormat {
    #numeric;
    #style;

    constructor(locales, options = {}) {
      getCanonicalLocales(locales);
      this.#numeric = options.numeric ?? 'always';
      this.#style = options.style ?? 'long';
    }

    static supportedLocalesOf = supportedLocalesOf;

    formatToParts(value, unit) {
      const one = String(unit).replace(/s$/, '');
      if (SHORT[one] === undefined) throw new RangeError(`Invalid unit argument for format() '${unit}'`);
      const n = Number(value);
      if (!Number.isFinite(n)) throw new RangeError('The value must be finite');
      const literal = (text) => ({ type: 'literal', value: text });
      if (this.#numeric === 'auto') {
        const days = { 0: 'today', 1: 'tomorrow', '-1': 'yesterday' };
        if (one === 'day' && days[n] !== undefined) return [literal(days[n])];
        if (one === 'second' && n === 0) return [literal('now')];
        const name = this.#style === 'long' ? one : SHORT[one];
        if (n === 0) return [literal(`this ${one === 'hour' || one === 'minute' ? one : name}`)];
        if ((n === 1 || n === -1) && ['week', 'month', 'quarter', 'year'].includes(one)) return [literal(`${n === 1 ? 'next' : 'last'} ${name}`)];
      }
      const amount = Math.abs(n);
      const plural = amount === 1 ? '' : 's';
      const name = this.#style === 'narrow' ? NARROW_UNITS[one] : this.#style === 'short' ? (one === 'day' ? `day${plural}` : one === 'quarter' && plural ? 'qtrs.' : SHORT[one]) : `${one}${plural}`;
      const past = n < 0 || Object.is(n, -0);
      const digits = new NumberFormat(LOCALE).formatToParts(amount).map((part) => ({ ...part, unit: one }));
      const space = this.#style === 'narrow' ? '' : ' ';
      return past ? [...digits, literal(`${space}${name} ago`)] : [literal('in '), ...digits, literal(`${space}${name}`)];
    }

    format(value, unit) {
      return join(this.formatToParts(value, unit));
    }

    resolvedOptions() {
      return { locale: LOCALE, style: this.#style, numeric: this.#numeric, numberingSystem: 'latn' };
    }
  }

  class ListFormat {
    #type;
    #style;

    constructor(locales, options = {}) {
      getCanonicalLocales(locales);
      this.#type = options.type ?? 'conjunction';
      this.#style = options.style ?? 'long';
    }

    static supportedLocalesOf = supportedLocalesOf;

    formatToParts(list) {
      const items = [...list];
      const word = { conjunction: this.#style === 'short' ? '&' : 'and', disjunction: 'or' }[this.#type];
      const isNarrow = this.#style === 'narrow';
      const [comma, last] = this.#type === 'unit' ? (isNarrow ? [' ', ' '] : [', ', ', '])
        : this.#type === 'conjunction' && isNarrow ? [', ', ', '] : [', ', items.length === 2 ? ` ${word} ` : `, ${word} `];
      return items.flatMap((value, index) => {
        if (typeof value !== 'string') throw new TypeError('Iterable yielded a value which is not a string');
        const text = index === 0 ? [] : [{ type: 'literal', value: index === items.length - 1 ? last : comma }];
        return [...text, { type: 'element', value }];
      });
    }

    format(list) {
      return join(this.formatToParts(list));
    }

    resolvedOptions() {
      return { locale: LOCALE, type: this.#type, style: this.#style };
    }
  }

  // Words and sentences as English has them; what a user sees as one character is kept together.
  const SEGMENTS = {
    grapheme: /\r\n|\p{RI}\p{RI}|\p{Emoji}(?:\p{EMod}|\ufe0f\u20e3?|[\u{e0020}-\u{e007f}]+)?(?:\u200d\p{Emoji}(?:\p{EMod}|\ufe0f)?)*\p{M}*|[^\p{M}]?[\p{M}\u200d]*/gsu,
    word: /[\p{L}\p{N}\p{M}_]+(?:['’.][\p{L}\p{N}]+)*|\s+|./gsu,
    sentence: /[^.!?]*(?:[.!?]+["')\]]*\s*|$)/gsu,
  };

  class Segmenter {
    #granularity;

    constructor(locales, options = {}) {
      getCanonicalLocales(locales);
      this.#granularity = options.granularity ?? 'grapheme';
      if (SEGMENTS[this.#granularity] === undefined) throw new RangeError(`Value ${options.granularity} out of range for Intl.Segmenter options property granularity`);
    }

    static supportedLocalesOf = supportedLocalesOf;

    segment(input) {
      const text = String(input);
      const isWord = this.#granularity === 'word';
      const all = () => [...text.matchAll(SEGMENTS[this.#granularity])].filter(([segment]) => segment !== '').map((match) => ({
        segment: match[0], index: match.index, input: text, ...(isWord ? { isWordLike: /[\p{L}\p{N}]/u.test(match[0]) } : {}),
      }));
      return {
        [Symbol.iterator]: () => all().values(),
        containing: (at = 0) => all().find(({ segment, index }) => at >= index && at < index + segment.length),
      };
    }

    resolvedOptions() {
      return { locale: LOCALE, granularity: this.#granularity };
    }
  }

  const Intl = {
    NumberFormat: callable(NumberFormat),
    DateTimeFormat: callable(DateTimeFormat),
    Collator: callable(Collator),
    PluralRules,
    RelativeTimeFormat,
    ListFormat,
    Segmenter,
    getCanonicalLocales,
    supportedValuesOf: () => [],
  };
  Object.defineProperty(Intl, Symbol.toStringTag, { value: 'Intl', configurable: true });

  const collator = new Collator();
  function localeCompare(a, b, locales, options) {
    return (options === undefined ? collator : new Collator(locales, options)).compare(a, b);
  }

  return { Intl, NumberFormat, DateTimeFormat, localeCompare };
});
