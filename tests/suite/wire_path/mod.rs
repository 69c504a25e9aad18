//! Items on the wire: all but speed is as with the SDK's own values, and interceptors, mocks, faults and lost futures do
//! not find out.

mod answers;
mod borrowed;
mod canaries;
mod faults;
mod interceptors;
mod pages;
mod plain_inputs;
mod real_http;
mod scene;
mod service;
mod signatures;
mod spans;
mod strays;
mod timeouts;
mod witness;
