// The JavaScript half of the pipeline: what needs JavaScript values and nothing else. Rust decides what
// happens and in which order (src/pipeline), and calls the functions exported here; each does one step.
//
// `x` is always the native exchange (src/exchange/native.rs): the request as Rust holds it.

export { boot } from 'formwork:glue/app';
export * from 'formwork:glue/calls';
export { classify, to_error_object } from 'formwork:glue/errors';
export { create_event, current_url } from 'formwork:glue/event';
export { set_handle_fetch } from 'formwork:glue/fetch';
export { create_deferred, merge, server_load, universal_load } from 'formwork:glue/loads';
export * from 'formwork:glue/modules';
export { create_page, render } from 'formwork:glue/render';
export { request_of } from 'formwork:glue/surroundings';
