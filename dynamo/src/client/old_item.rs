use crate::{
    codec::{Item, from_item_ref},
    error::{Error, Result},
};

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
