use crate::{
    codec::{Item, from_item_ref},
    error::{CancellationReason, Error, Result},
};

impl CancellationReason {
    /// The item that made the condition fail, decoded, where the operation asked for it with
    /// `return_old_on_condition_failure`; `None` where it did not, or no item was there.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String, name: String }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let db = Dynamo::embedded();
    /// # let users = db.table::<User>();
    /// # users.create_table().await?;
    /// users.put(&User { id: "1".into(), name: "Ada".into() }).await?;
    /// let eve = User { id: "1".into(), name: "Eve".into() };
    /// let create = users.create(&eve).return_old_on_condition_failure();
    /// let error = db.transaction().put(create).await.unwrap_err();
    /// assert_eq!(error.cancellation_reasons()[0].old_item::<User>()?.unwrap().name, "Ada");
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) if the item does not fit the type.
    pub fn old_item<T: Item>(&self) -> Result<Option<T>> {
        Ok(self.item().map(from_item_ref).transpose()?)
    }
}

impl Error {
    /// The item that made a condition fail, decoded, where the request asked for it with
    /// `return_old_on_condition_failure`; `None` where it did not, or no item was there.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String, name: String }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let users = Dynamo::embedded().table::<User>();
    /// # users.create_table().await?;
    /// users.create(&User { id: "1".into(), name: "Ada".into() }).await?;
    /// let other = User { id: "1".into(), name: "Eve".into() };
    /// let error = users.create(&other).return_old_on_condition_failure().await.unwrap_err();
    /// assert_eq!(error.old_item::<User>()?.unwrap().name, "Ada");
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) if the item does not fit the type.
    pub fn old_item<T: Item>(&self) -> Result<Option<T>> {
        Ok(self.old_attributes().map(from_item_ref).transpose()?)
    }
}
