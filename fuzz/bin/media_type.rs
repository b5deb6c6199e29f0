//! libFuzzer's entry to [`formwork_fuzz::media_type`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| formwork_fuzz::media_type::run(data));
