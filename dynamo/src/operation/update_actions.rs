//! What an update can do: the actions of [`Update`].

use aws_sdk_dynamodb::types::AttributeValue;

use super::{returning::Returning, update::Update, update_indexes::Assumption};
use crate::{
    codec::{Document, Encode, Item},
    expression::{
        Action, AttributePath, Before, ExpressionValues, IntoOperand, Node, Operand, PathData, Removable, SetValue,
        Settable,
    },
    schema::{
        Shaped,
        shape::{ListShape, NumericShape, SetShape},
    },
};

impl<T: Item, M, R: Returning<T>> Update<T, M, R> {
    /// Sets an attribute, or a place inside one. `None` removes it.
    ///
    /// ```
    /// # use dynamo::{Attribute, Dynamo, Item};
    /// # #[derive(Attribute)] struct Address { city: String }
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))]
    /// # struct User { id: String, name: String, address: Address }
    /// # let users = Dynamo::embedded().table::<User>();
    /// let update = users
    ///     .update(User::key("1"))
    ///     .set(|user| user.name, "Ada")
    ///     .set(|user| user.address.at(|address| address.city), "Berlin");
    /// assert!(update.explain()?.contains(r#"SET name = "Ada", address.city = "Berlin""#));
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    pub fn set<P>(self, field: impl FnOnce(T::Fields) -> P, value: impl IntoOperand<T, P::Value>) -> Self
    where
        P: AttributePath<T, Role: Settable>,
    {
        let field = field(<T as Document>::FIELDS);
        let value = value.into_operand_or_none(field.fallback().none());
        self.act(|_| field, |path| Action::set(path, value, P::Role::NONE_IS_NULL))
    }

    /// Sets an attribute if it is not there. Where it is there under an old name, that value is taken over.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String, since: Option<String> }
    /// # let users = Dynamo::embedded().table::<User>();
    /// let update = users.update(User::key("1")).set_if_not_exists(|user| user.since, "2026-01-15");
    /// assert!(update.explain()?.contains(r#"SET since = if_not_exists(since, "2026-01-15")"#));
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    pub fn set_if_not_exists<P>(self, field: impl FnOnce(T::Fields) -> P, value: impl IntoOperand<T, P::Value>) -> Self
    where
        P: AttributePath<T, Role: Settable>,
    {
        let field = field(<T as Document>::FIELDS);
        let value = value.into_operand_or_none(field.fallback().none()).present("set_if_not_exists");
        let before = Before { aliases: field.fallback().aliases, otherwise: value };
        self.act(|_| field, |path| Action::Set(path, SetValue::IfNotExists(before)))
    }

    /// Removes an attribute that an item can do without: an `Option`, one with a default, an element of a list or map.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String, email: Option<String> }
    /// # let users = Dynamo::embedded().table::<User>();
    /// let update = users.update(User::key("1")).remove(|user| user.email);
    /// assert!(update.explain()?.contains("REMOVE email"));
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    ///
    /// An attribute that every item must have cannot be removed:
    ///
    /// ```compile_fail
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String, name: String }
    /// # let users = Dynamo::embedded().table::<User>();
    /// let update = users.update(User::key("1")).remove(|user| user.name);
    /// ```
    pub fn remove<P>(self, field: impl FnOnce(T::Fields) -> P) -> Self
    where
        P: AttributePath<T, Role: Settable + Removable<P::Value>>,
    {
        self.act(field, Action::Remove)
    }

    /// Adds to a number, as a read gives it: under an old name, or by default; one that is not there counts as 0.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String, visits: u32 }
    /// # let users = Dynamo::embedded().table::<User>();
    /// let update = users.update(User::key("1")).increment(|user| user.visits, 1);
    /// assert!(update.explain()?.contains("SET visits = if_not_exists(visits, 0) + 1"));
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    pub fn increment<P>(self, field: impl FnOnce(T::Fields) -> P, by: impl IntoOperand<T, P::Value>) -> Self
    where
        P: AttributePath<T, Role: Settable, Value: Encode + Shaped<Shape: NumericShape>>,
    {
        let by = by.into_operand().present("increment");
        self.go_on(field, AttributeValue::N("0".to_owned()), |before| SetValue::Arithmetic(before, '+', by))
    }

    /// Subtracts from a number, as a read gives it: under an old name, or by default; one that is not there counts as 0.
    /// DynamoDB's numbers are signed: add a condition where
    /// the result must not fall below 0.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "products", partition_key(id))] struct Product { id: String, stock: u32 }
    /// # let products = Dynamo::embedded().table::<Product>();
    /// let update = products.update(Product::key("1")).decrement(|p| p.stock, 5).when(|p| p.stock.ge(5));
    /// ```
    pub fn decrement<P>(self, field: impl FnOnce(T::Fields) -> P, by: impl IntoOperand<T, P::Value>) -> Self
    where
        P: AttributePath<T, Role: Settable, Value: Encode + Shaped<Shape: NumericShape>>,
    {
        let by = by.into_operand().present("decrement");
        self.go_on(field, AttributeValue::N("0".to_owned()), |before| SetValue::Arithmetic(before, '-', by))
    }

    /// Adds elements at the end of a list, as a read gives it: under an old name, or by default; one that is not there counts
    /// as empty.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String, orders: Vec<String> }
    /// # let users = Dynamo::embedded().table::<User>();
    /// let update = users.update(User::key("1")).append(|user| user.orders, ["order-789"]);
    /// ```
    pub fn append<P, E, I>(self, field: impl FnOnce(T::Fields) -> P, elements: I) -> Self
    where
        P: AttributePath<T, Role: Settable, Value: Encode + Shaped<Shape: ListShape<Element = E>>>,
        I: IntoIterator<Item: IntoOperand<T, E>>,
    {
        let elements = Operand::list(elements.into_iter().map(IntoOperand::into_operand));
        self.go_on(field, AttributeValue::L(Vec::new()), |before| SetValue::Append(before, elements))
    }

    /// Adds elements at the beginning of a list, as a read gives it: under an old name, or by default; one that is not there
    /// counts as empty.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String, recent: Vec<u64> }
    /// # let users = Dynamo::embedded().table::<User>();
    /// let update = users.update(User::key("1")).prepend(|user| user.recent, [42]);
    /// ```
    pub fn prepend<P, E, I>(self, field: impl FnOnce(T::Fields) -> P, elements: I) -> Self
    where
        P: AttributePath<T, Role: Settable, Value: Encode + Shaped<Shape: ListShape<Element = E>>>,
        I: IntoIterator<Item: IntoOperand<T, E>>,
    {
        let elements = Operand::list(elements.into_iter().map(IntoOperand::into_operand));
        self.go_on(field, AttributeValue::L(Vec::new()), |before| SetValue::Prepend(before, elements))
    }

    /// Adds elements to a set; one that is not there is created.
    ///
    /// DynamoDB's action for sets knows one name and no default: for a field with an `alias`, or with a default that has
    /// elements, the request is refused before it is sent, with [`ErrorKind::Validation`](crate::ErrorKind::Validation).
    ///
    /// ```
    /// # use std::collections::BTreeSet;
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String, tags: BTreeSet<String> }
    /// # let users = Dynamo::embedded().table::<User>();
    /// let update = users.update(User::key("1")).add_to_set(|user| user.tags, ["vip"]);
    /// assert!(update.explain()?.contains(r#"ADD tags {"vip"}"#));
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    pub fn add_to_set<P, E, I>(self, field: impl FnOnce(T::Fields) -> P, elements: I) -> Self
    where
        P: AttributePath<T, Role: Settable, Value: Encode + Shaped<Shape: SetShape<Element = E>>>,
        I: IntoIterator<Item: IntoOperand<T, E>>,
    {
        let elements = Operand::set(elements.into_iter().map(IntoOperand::into_operand));
        let field = field(<T as Document>::FIELDS);
        let elements = field.fallback().elements_of_set(elements);
        self.act(|_| field, |path| Action::Add(path, elements))
    }

    /// Removes elements from a set, with the limits of [`add_to_set`](Self::add_to_set). With its last element the attribute
    /// goes too: DynamoDB has no empty sets, so make a set that may become empty an `Option`.
    ///
    /// ```
    /// # use std::collections::BTreeSet;
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String, tags: Option<BTreeSet<String>> }
    /// # let users = Dynamo::embedded().table::<User>();
    /// let update = users.update(User::key("1")).remove_from_set(|user| user.tags, ["vip"]);
    /// assert!(update.explain()?.contains(r#"DELETE tags {"vip"}"#));
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    pub fn remove_from_set<P, E, I>(self, field: impl FnOnce(T::Fields) -> P, elements: I) -> Self
    where
        P: AttributePath<T, Role: Settable, Value: Encode + Shaped<Shape: SetShape<Element = E>>>,
        I: IntoIterator<Item: IntoOperand<T, E>>,
    {
        let elements = Operand::set(elements.into_iter().map(IntoOperand::into_operand));
        let field = field(<T as Document>::FIELDS);
        let elements = field.fallback().elements_of_set(elements);
        self.act(|_| field, |path| Action::Delete(path, elements))
    }

    /// The whole update in DynamoDB's own words; `()` stands for no names and values.
    ///
    /// One that names a field of which a generated index key is built is refused. Beyond that the library does not look into
    /// it: it may change what the schema relies on.
    ///
    /// ```
    /// # use dynamo::{Dynamo, ExpressionValues, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String, visits: u32 }
    /// # let users = Dynamo::embedded().table::<User>();
    /// let values = ExpressionValues::new().value(":one", 1);
    /// let update = users.update(User::key("1")).update_expression("SET visits = visits + :one", values);
    /// ```
    pub fn update_expression(mut self, expression: impl Into<String>, values: impl Into<ExpressionValues>) -> Self {
        self.actions.set_raw(expression.into(), values.into());
        self
    }

    /// Says what an attribute is, and adds the condition that it still is: for an update of one component of an index key,
    /// which needs the others to write the key anew.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// #[derive(Item)]
    /// #[dynamo(table = "tasks", partition_key(id))]
    /// #[dynamo(gsi(
    ///     name = "ByOwner", pk = "OWNER#{owner}", sk = "{state}#{id}", pk_name = "gsi1pk", sk_name = "gsi1sk"
    /// ))]
    /// struct Task {
    ///     id: String,
    ///     owner: String,
    ///     state: String,
    /// }
    ///
    /// # let tasks = Dynamo::embedded().table::<Task>();
    /// let done = || tasks.update(Task::key("1")).set(|task| task.state, "done");
    /// assert!(done().into_input().unwrap_err().to_string().contains("the key needs `owner` too"));
    ///
    /// let text = done().assume(|task| task.owner, "ada").explain()?;
    /// assert!(text.contains(r#"gsi1pk = "OWNER#ada", gsi1sk = "done#1""#));
    /// assert!(text.contains(r#"condition: owner = "ada" AND attribute_exists(pk)"#));
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    pub fn assume<P>(mut self, field: impl FnOnce(T::Fields) -> P, value: impl IntoOperand<T, P::Value>) -> Self
    where
        P: AttributePath<T, Role: Settable, Value: Encode>,
    {
        let field = field(<T as Document>::FIELDS);
        let fallback = field.fallback();
        let operand = value.into_operand_or_none(fallback.none());
        let path = field.into_path();
        // What another attribute is, is not known. An operand that is no value for another reason is never sent.
        if operand.path().is_none() {
            self.assumed.push(Assumption { path: path.clone(), value: operand.as_value().cloned() });
        }
        self.guard.add(if operand.is_absent() {
            let if_missing = fallback.is_none_if_missing();
            if P::Role::NONE_IS_NULL { fallback.is_none(&path, if_missing) } else { fallback.not_exists(path) }
        } else {
            Node::equals(path, operand)
        });
        self
    }

    /// Sets an attribute to what is made of what it is, as a read gives it, or of that value where there is none.
    fn go_on<P: AttributePath<T, Value: Encode>>(
        self,
        field: impl FnOnce(T::Fields) -> P,
        none: AttributeValue,
        value: impl FnOnce(Before) -> SetValue,
    ) -> Self {
        let field = field(<T as Document>::FIELDS);
        let before = Before::of(&field.fallback(), none);
        self.act(|_| field, |path| Action::Set(path, value(before)))
    }

    fn act<P: AttributePath<T>>(
        mut self,
        field: impl FnOnce(T::Fields) -> P,
        action: impl FnOnce(PathData) -> Action,
    ) -> Self {
        let field = field(<T as Document>::FIELDS);
        let aliases = field.fallback().aliases;
        let action = action(field.into_path());
        // What is removed would be read all the same under an old name.
        let removed = if let Action::Remove(path) = &action { Some(path.clone()) } else { None };
        let renamed = removed.iter().flat_map(|path| aliases.iter().map(|alias| Action::Remove(path.renamed(alias))));
        self.actions.actions.push(action);
        self.actions.actions.extend(renamed);
        self
    }
}
