//! The task's level of the configuration.

use std::{future::Future, sync::Arc};

use super::Config;

tokio::task_local! {
    static TASK: Arc<Config>;
}

/// What the enclosing scopes have set, if there are any.
pub(super) fn current() -> Option<Arc<Config>> {
    TASK.try_with(Arc::clone).ok()
}

fn over_current(config: Config) -> Arc<Config> {
    let base = current().map_or_else(Config::new, Arc::unwrap_or_clone);
    Arc::new(config.over(base))
}

pub(super) async fn run<F: Future>(config: Config, future: F) -> F::Output {
    TASK.scope(over_current(config), future).await
}

pub(super) fn run_sync<R>(config: Config, closure: impl FnOnce() -> R) -> R {
    TASK.sync_scope(over_current(config), closure)
}
