// `node:util/types`.
import { types } from 'node:util';

export const {
  isPromise, isRegExp, isDate, isNativeError, isMap, isSet, isWeakMap, isWeakSet, isArrayBuffer, isAnyArrayBuffer, isArrayBufferView, isTypedArray,
  isUint8Array, isDataView, isAsyncFunction, isGeneratorFunction, isGeneratorObject, isSymbolObject, isNumberObject, isStringObject,
  isBooleanObject, isBoxedPrimitive, isProxy,
} = types;

export default types;
