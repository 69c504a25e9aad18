//! The operators of conditions, the same on fields and on paths.

use super::{
    condition::{Condition, Node},
    fallback::Fallback,
    field::Field,
    operand::{IntoOperand, Operand, OperandKind},
    path::{AttributePath, Path, PathData},
    size::SizeOf,
};
use crate::{
    codec::Kind,
    schema::{
        Shaped,
        shape::{ContainerShape, OrderedShape, PrefixShape, SizedShape},
    },
};

/// The most values that IN takes (AWS's page "Condition and filter expressions, operators, and functions").
const MAX_IN: usize = 100;

macro_rules! operators {
    ($path:ident) => {
        impl<T, V, R> $path<T, V, R> {
            fn operand(self) -> Operand {
                Operand(OperandKind::Path(self.into_path()))
            }

            fn value(&self, value: impl IntoOperand<T, V>) -> Operand {
                value.into_operand_or_none(self.fallback().none())
            }

            /// What a read gives as `None`, or what not.
            fn none<I: IntoOperand<T, V>>(self, node: fn(&Fallback<V>, &PathData, bool) -> Node) -> Node {
                let fallback = self.fallback();
                let if_missing = fallback.missing.is_none_or(|missing| I::is_none(missing(), fallback.none()));
                node(&fallback, &self.into_path(), if_missing)
            }

            fn compare(self, name: &'static str, operator: &'static str, value: Operand) -> Condition<T> {
                Condition::new(Node::Compare(self.operand(), operator, value.present(name)))
            }

            /// The attribute equals the value. `None` stands for an attribute that a read gives as `None`: one that is NULL, or
            /// absent, under old names too, if the field has no default.
            ///
            /// ```
            /// # use dynamo::Item;
            /// # #[derive(Item)] #[dynamo(table = "t", partition_key(id))]
            /// # struct Order { id: String, coupon: Option<String> }
            /// let condition = Order::FIELDS.coupon.eq("SPRING") | Order::FIELDS.coupon.eq(None);
            /// ```
            pub fn eq<I: IntoOperand<T, V>>(self, value: I) -> Condition<T> {
                let value = self.value(value);
                if value.is_absent() {
                    return Condition::new(self.none::<I>(Fallback::is_none));
                }
                self.compare("eq", "=", value)
            }

            /// The attribute differs from the value, or is absent. `None` stands for one that a read gives as `None`, as in
            /// [`eq`](Self::eq).
            ///
            /// ```
            /// # use dynamo::Item;
            /// # #[derive(Item)] #[dynamo(table = "t", partition_key(id))] struct Order { id: String, status: String }
            /// let condition = Order::FIELDS.status.ne("cancelled");
            /// ```
            pub fn ne<I: IntoOperand<T, V>>(self, value: I) -> Condition<T> {
                let value = self.value(value);
                if value.is_absent() {
                    return Condition::new(self.none::<I>(Fallback::is_some));
                }
                self.compare("ne", "<>", value)
            }

            /// The attribute is less than the value.
            ///
            /// ```
            /// # use dynamo::Item;
            /// # #[derive(Item)] #[dynamo(table = "t", partition_key(id))] struct Order { id: String, total: u64 }
            /// let condition = Order::FIELDS.total.lt(1000);
            /// ```
            pub fn lt(self, value: impl IntoOperand<T, V>) -> Condition<T>
            where
                V: Shaped<Shape: OrderedShape>,
            {
                self.compare("lt", "<", value.into_operand())
            }

            /// The attribute is less than or equal to the value.
            ///
            /// ```
            /// # use dynamo::Item;
            /// # #[derive(Item)] #[dynamo(table = "t", partition_key(id))] struct Order { id: String, total: u64 }
            /// let condition = Order::FIELDS.total.le(1000);
            /// ```
            pub fn le(self, value: impl IntoOperand<T, V>) -> Condition<T>
            where
                V: Shaped<Shape: OrderedShape>,
            {
                self.compare("le", "<=", value.into_operand())
            }

            /// The attribute is greater than the value.
            ///
            /// ```
            /// # use dynamo::Item;
            /// # #[derive(Item)] #[dynamo(table = "t", partition_key(id))] struct Order { id: String, total: u64 }
            /// let condition = Order::FIELDS.total.gt(1000);
            /// ```
            pub fn gt(self, value: impl IntoOperand<T, V>) -> Condition<T>
            where
                V: Shaped<Shape: OrderedShape>,
            {
                self.compare("gt", ">", value.into_operand())
            }

            /// The attribute is greater than or equal to the value.
            ///
            /// ```
            /// # use dynamo::Item;
            /// # #[derive(Item)] #[dynamo(table = "t", partition_key(id))] struct Order { id: String, total: u64 }
            /// let condition = Order::FIELDS.total.ge(1000);
            /// ```
            pub fn ge(self, value: impl IntoOperand<T, V>) -> Condition<T>
            where
                V: Shaped<Shape: OrderedShape>,
            {
                self.compare("ge", ">=", value.into_operand())
            }

            /// The attribute lies between the two values, both included.
            ///
            /// ```
            /// # use dynamo::Item;
            /// # #[derive(Item)] #[dynamo(table = "t", partition_key(id))] struct Order { id: String, total: u64 }
            /// let condition = Order::FIELDS.total.between(100, 1000);
            /// ```
            pub fn between(self, low: impl IntoOperand<T, V>, high: impl IntoOperand<T, V>) -> Condition<T>
            where
                V: Shaped<Shape: OrderedShape>,
            {
                let low = low.into_operand().present("between");
                let high = high.into_operand().present("between");
                Condition::new(Node::Between(self.operand(), low, high))
            }

            /// The attribute equals one of the values; 1 to 100 of them.
            ///
            /// ```
            /// # use dynamo::Item;
            /// # #[derive(Item)] #[dynamo(table = "t", partition_key(id))] struct Order { id: String, status: String }
            /// let condition = Order::FIELDS.status.in_list(["open", "paid"]);
            /// ```
            pub fn in_list<I>(self, values: I) -> Condition<T>
            where
                I: IntoIterator<Item: IntoOperand<T, V>>,
            {
                let mut list: Vec<Operand> =
                    values.into_iter().map(|value| self.value(value).present("in_list")).collect();
                // A set's elements come in another order each time, and a cursor's request must be the same.
                list.sort_by(Operand::cmp_values);
                if list.is_empty() || list.len() > MAX_IN {
                    let found = list.len();
                    list = vec![Operand::invalid(format!("in_list takes 1 to {MAX_IN} values and was given {found}"))];
                }
                Condition::new(Node::In(self.operand(), list))
            }

            /// The string or binary begins with the value.
            ///
            /// ```
            /// # use dynamo::Item;
            /// # #[derive(Item)] #[dynamo(table = "t", partition_key(id))] struct User { id: String, name: String }
            /// let condition = User::FIELDS.name.begins_with("Ada");
            /// ```
            pub fn begins_with(self, prefix: impl IntoOperand<T, V>) -> Condition<T>
            where
                V: Shaped<Shape: PrefixShape>,
            {
                let prefix = prefix.into_operand().present("begins_with");
                Condition::new(Node::Function("begins_with", vec![self.operand(), prefix]))
            }

            /// The string contains the text, or the set or list contains the element.
            ///
            /// ```
            /// # use dynamo::Item;
            /// # #[derive(Item)] #[dynamo(table = "t", partition_key(id))]
            /// # struct Product { id: String, tags: std::collections::BTreeSet<String> }
            /// let condition = Product::FIELDS.tags.contains("audio");
            /// ```
            pub fn contains<E>(self, element: impl IntoOperand<T, E>) -> Condition<T>
            where
                V: Shaped<Shape: ContainerShape<Element = E>>,
            {
                let element = element.into_operand().present("contains");
                Condition::new(Node::Function("contains", vec![self.operand(), element]))
            }

            /// The attribute's size, to compare.
            ///
            /// ```
            /// # use dynamo::Item;
            /// # #[derive(Item)] #[dynamo(table = "t", partition_key(id))] struct User { id: String, name: String }
            /// let condition = User::FIELDS.name.size().le(40);
            /// ```
            pub fn size(self) -> SizeOf<T>
            where
                V: Shaped<Shape: SizedShape>,
            {
                SizeOf::new(self.into_path())
            }

            /// The attribute is there, under its name or an old one, whatever its value; NULL counts as there. A place inside a
            /// field is looked for under the field's new name alone.
            ///
            /// ```
            /// # use dynamo::Item;
            /// # #[derive(Item)] #[dynamo(table = "t", partition_key(id))]
            /// # struct Order { id: String, coupon: Option<String> }
            /// let condition = Order::FIELDS.coupon.exists();
            /// ```
            pub fn exists(self) -> Condition<T> {
                Condition::new(self.fallback().exists(self.into_path()))
            }

            /// The attribute is not there, neither under its name nor under an old one. A place inside a field is looked for
            /// under the field's new name alone.
            ///
            /// ```
            /// # use dynamo::Item;
            /// # #[derive(Item)] #[dynamo(table = "t", partition_key(id))]
            /// # struct Order { id: String, coupon: Option<String> }
            /// let condition = Order::FIELDS.coupon.not_exists();
            /// ```
            pub fn not_exists(self) -> Condition<T> {
                Condition::new(self.fallback().not_exists(self.into_path()))
            }

            /// The attribute is stored with that DynamoDB type.
            ///
            /// ```
            /// # use dynamo::{Item, Kind};
            /// # #[derive(Item)] #[dynamo(table = "t", partition_key(id))]
            /// # struct Order { id: String, coupon: Option<String> }
            /// let condition = Order::FIELDS.coupon.attribute_type(Kind::Null);
            /// ```
            pub fn attribute_type(self, kind: Kind) -> Condition<T> {
                Condition::new(Node::is_type(self.into_path(), kind))
            }
        }
    };
}

operators!(Field);
operators!(Path);
