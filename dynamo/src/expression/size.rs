use std::marker::PhantomData;

use super::{
    condition::{Condition, Node},
    operand::{IntoOperand, Operand, OperandKind},
    path::PathData,
};

/// The size of an attribute: the length of a string, bytes of binary, elements of a set, list or map.
///
/// AWS's page "Condition and filter expressions, operators, and functions" says only "length" of a string; the emulators
/// count UTF-16 units.
///
/// ```
/// # use dynamo::Item;
/// # #[derive(Item)] #[dynamo(table = "orders", partition_key(id))] struct Order { id: String, lines: Vec<String> }
/// let condition = Order::FIELDS.lines.size().between(1, 20);
/// ```
#[derive(Debug)]
pub struct SizeOf<T> {
    path: PathData,
    item: PhantomData<fn() -> T>,
}

macro_rules! compare {
    ($($(#[$doc:meta])* $name:ident $operator:literal;)*) => {$(
        $(#[$doc])*
        ///
        /// ```
        /// # use dynamo::Item;
        /// # #[derive(Item)] #[dynamo(table = "orders", partition_key(id))] struct Order { id: String, lines: Vec<String> }
        #[doc = concat!("let condition = Order::FIELDS.lines.size().", stringify!($name), "(3);")]
        /// ```
        pub fn $name(self, size: impl IntoOperand<T, usize>) -> Condition<T> {
            Condition::new(Node::Compare(self.operand(), $operator, size.into_operand()))
        }
    )*};
}

impl<T> SizeOf<T> {
    pub(super) fn new(path: PathData) -> Self {
        Self { path, item: PhantomData }
    }

    fn operand(self) -> Operand {
        Operand(OperandKind::Size(self.path))
    }

    compare! {
        /// The size is that.
        eq "=";
        /// The size is not that.
        ne "<>";
        /// The size is smaller.
        lt "<";
        /// The size is smaller or equal.
        le "<=";
        /// The size is larger.
        gt ">";
        /// The size is larger or equal.
        ge ">=";
    }

    /// The size lies between the two, both included.
    ///
    /// ```
    /// # use dynamo::Item;
    /// # #[derive(Item)] #[dynamo(table = "orders", partition_key(id))] struct Order { id: String, lines: Vec<String> }
    /// let condition = Order::FIELDS.lines.size().between(1, 20);
    /// ```
    pub fn between(self, low: impl IntoOperand<T, usize>, high: impl IntoOperand<T, usize>) -> Condition<T> {
        Condition::new(Node::Between(self.operand(), low.into_operand(), high.into_operand()))
    }
}
