/**
 * Reading elements that may be forms, whose controls hide the properties that they are named after: a field called
 * `parentNode` is what `form.parentNode` answers (C-4). What the prototypes answer cannot be hidden.
 */

/** @param {Element} element @param {string} name */
export const attributeOf = (element, name) => Element.prototype.getAttribute.call(element, name);

/** @param {Element} element @returns {string} */
export const nameOf = (element) => Reflect.get(Node.prototype, 'nodeName', element);

/**
 * The parent through slots and shadow roots (C-84).
 * @param {Element} element
 * @returns {Element | null}
 */
export function parentOf(element) {
	/** @type {any} */
	const parent =
		Reflect.get(Element.prototype, 'assignedSlot', element) ?? Reflect.get(Node.prototype, 'parentNode', element);
	const isFragment = parent && Reflect.get(Node.prototype, 'nodeType', parent) === 11;
	return isFragment ? parent.host : parent;
}

/**
 * A form without the controls that may hide its properties.
 * @param {HTMLFormElement} form
 * @returns {HTMLFormElement}
 */
export const childless = (form) => /** @type {HTMLFormElement} */ (Node.prototype.cloneNode.call(form, false));
