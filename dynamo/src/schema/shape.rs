//! The shapes of attributes: what kind of value a Rust type becomes, and so which operators are legal on it.
//!
//! One marker per shape, and one trait per group of operators, so that the compiler refuses `size` of a number or an
//! ordering of lists with a message in plain words.

use std::marker::PhantomData;

use super::Newtype;

/// A type whose attributes have a shape, which decides the operators in expressions and the place in keys.
///
/// `#[derive(Attribute)]` implements it. Implement it by hand beside a hand-written `Encode`, with the shape of what
/// `encode` writes.
///
/// ```
/// use dynamo::{Shaped, shape};
///
/// struct Postcode(String); // its Encode writes a string
/// impl Shaped for Postcode {
///     type Shape = shape::Text;
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "the shape of `{Self}` as an attribute is not known, so it has no operators but eq, ne, exists and not_exists",
    label = "no `Shaped` for this type",
    note = "derive Attribute for the type, or implement `dynamo::Shaped` beside its `Encode`"
)]
pub trait Shaped {
    /// One of the markers of this module.
    type Shape;
}

/// A string (S) whose order is the values' order: strings, dates, UUIDs.
#[derive(Debug, Clone, Copy)]
pub struct Text;

/// A string (S) that names one of a few things: unit enums. It has no order.
#[derive(Debug, Clone, Copy)]
pub struct Label;

/// A number (N).
#[derive(Debug, Clone, Copy)]
pub struct Number;

/// A number (N) of one byte: by itself a number like any other, but a sequence of them is binary (B).
#[derive(Debug, Clone, Copy)]
pub struct Byte;

/// Bytes (B).
#[derive(Debug, Clone, Copy)]
pub struct Binary;

/// A boolean (BOOL).
#[derive(Debug, Clone, Copy)]
pub struct Flag;

/// A list (L) with elements of type `E`.
#[derive(Debug)]
pub struct List<E>(PhantomData<fn() -> E>);

/// A set (SS, NS, BS) with elements of type `E`.
#[derive(Debug)]
pub struct Set<E>(PhantomData<fn() -> E>);

/// A map (M) with values of type `V`.
#[derive(Debug)]
pub struct Map<V>(PhantomData<fn() -> V>);

/// A map (M) with the fields of the struct `D`.
#[derive(Debug)]
pub struct Document<D>(PhantomData<fn() -> D>);

/// A string (S) or a map (M) of one entry: enums whose variants hold values.
#[derive(Debug, Clone, Copy)]
pub struct Variant;

/// The type of a key attribute in DynamoDB.
///
/// ```
/// assert_eq!(dynamo::ScalarType::N.as_str(), "N");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ScalarType {
    /// String.
    S,
    /// Number.
    N,
    /// Binary.
    B,
}

impl ScalarType {
    /// The name that DynamoDB gives the type.
    ///
    /// ```
    /// assert_eq!(dynamo::ScalarType::B.as_str(), "B");
    /// ```
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::S => "S",
            Self::N => "N",
            Self::B => "B",
        }
    }
}

/// A shape that a component of a text key may have: all but binary.
///
/// Types that are no key components at all are refused by [`KeyComponent`](super::KeyComponent); to have the shapes of
/// these here too leaves it at one message.
#[diagnostic::on_unimplemented(
    message = "binary cannot be part of a text key",
    label = "bytes, which have no text",
    note = "use #[dynamo(keys = \"native\")] for a key attribute that is binary (B), or store the bytes as text"
)]
pub trait TextKeyShape {}
#[diagnostic::do_not_recommend]
impl TextKeyShape for Text {}
#[diagnostic::do_not_recommend]
impl TextKeyShape for Label {}
#[diagnostic::do_not_recommend]
impl TextKeyShape for Variant {}
#[diagnostic::do_not_recommend]
impl TextKeyShape for Number {}
#[diagnostic::do_not_recommend]
impl TextKeyShape for Byte {}
#[diagnostic::do_not_recommend]
impl TextKeyShape for Flag {}
#[diagnostic::do_not_recommend]
impl<E> TextKeyShape for List<E> {}
#[diagnostic::do_not_recommend]
impl<E> TextKeyShape for Set<E> {}
#[diagnostic::do_not_recommend]
impl<V> TextKeyShape for Map<V> {}
#[diagnostic::do_not_recommend]
impl<D> TextKeyShape for Document<D> {}

/// A shape that can be a key attribute by itself: S, N or B.
#[diagnostic::on_unimplemented(
    message = "this field cannot be a key attribute by itself",
    label = "its attribute is a `{Self}`",
    note = "DynamoDB's key attributes are strings (S), numbers (N) or binary (B)"
)]
pub trait NativeKeyShape {
    /// The key attribute's type.
    const SCALAR: ScalarType;
}
#[diagnostic::do_not_recommend]
impl NativeKeyShape for Text {
    const SCALAR: ScalarType = ScalarType::S;
}
#[diagnostic::do_not_recommend]
impl NativeKeyShape for Label {
    const SCALAR: ScalarType = ScalarType::S;
}
#[diagnostic::do_not_recommend]
impl NativeKeyShape for Number {
    const SCALAR: ScalarType = ScalarType::N;
}
#[diagnostic::do_not_recommend]
impl NativeKeyShape for Byte {
    const SCALAR: ScalarType = ScalarType::N;
}
#[diagnostic::do_not_recommend]
impl NativeKeyShape for Binary {
    const SCALAR: ScalarType = ScalarType::B;
}

/// A shape with an order in expressions: `lt`, `le`, `gt`, `ge`, `between`.
#[diagnostic::on_unimplemented(
    message = "this attribute has no order",
    label = "the attribute is a `{Self}`",
    note = "lt, le, gt, ge and between compare strings, numbers and binary; use eq or in_list"
)]
pub trait OrderedShape {}
#[diagnostic::do_not_recommend]
impl OrderedShape for Text {}
#[diagnostic::do_not_recommend]
impl OrderedShape for Number {}
#[diagnostic::do_not_recommend]
impl OrderedShape for Byte {}
#[diagnostic::do_not_recommend]
impl OrderedShape for Binary {}

/// A shape with a beginning: `begins_with`.
#[diagnostic::on_unimplemented(
    message = "this attribute has no beginning to compare",
    label = "the attribute is a `{Self}`",
    note = "begins_with works on strings and binary"
)]
pub trait PrefixShape {}
#[diagnostic::do_not_recommend]
impl PrefixShape for Text {}
#[diagnostic::do_not_recommend]
impl PrefixShape for Label {}
#[diagnostic::do_not_recommend]
impl PrefixShape for Binary {}

/// A shape with a size: `size`.
#[diagnostic::on_unimplemented(
    message = "this attribute has no size",
    label = "the attribute is a `{Self}`",
    note = "size works on strings, binary, sets, lists and maps"
)]
pub trait SizedShape {}
#[diagnostic::do_not_recommend]
impl SizedShape for Text {}
#[diagnostic::do_not_recommend]
impl SizedShape for Label {}
#[diagnostic::do_not_recommend]
impl SizedShape for Binary {}
#[diagnostic::do_not_recommend]
impl<E> SizedShape for List<E> {}
#[diagnostic::do_not_recommend]
impl<E> SizedShape for Set<E> {}
#[diagnostic::do_not_recommend]
impl<V> SizedShape for Map<V> {}
#[diagnostic::do_not_recommend]
impl<D> SizedShape for Document<D> {}

/// A shape that counts: `increment`, `decrement`.
#[diagnostic::on_unimplemented(
    message = "this attribute cannot be incremented or decremented",
    label = "the attribute is a `{Self}`",
    note = "increment and decrement work on numbers"
)]
pub trait NumericShape {}
#[diagnostic::do_not_recommend]
impl NumericShape for Number {}
#[diagnostic::do_not_recommend]
impl NumericShape for Byte {}

/// A shape that contains others: `contains`.
#[diagnostic::on_unimplemented(
    message = "this attribute contains nothing",
    label = "the attribute is a `{Self}`",
    note = "contains works on strings, sets and lists"
)]
pub trait ContainerShape {
    /// What it contains.
    type Element;
}
#[diagnostic::do_not_recommend]
impl ContainerShape for Text {
    type Element = String;
}
#[diagnostic::do_not_recommend]
impl<E> ContainerShape for List<E> {
    type Element = E;
}
#[diagnostic::do_not_recommend]
impl<E> ContainerShape for Set<E> {
    type Element = E;
}

/// A list: `append`, `prepend`, `index`.
#[diagnostic::on_unimplemented(
    message = "this attribute is not a list",
    label = "the attribute is a `{Self}`",
    note = "append, prepend and index work on lists (Vec, VecDeque, arrays)"
)]
pub trait ListShape {
    /// The type of the elements.
    type Element;
}
#[diagnostic::do_not_recommend]
impl<E> ListShape for List<E> {
    type Element = E;
}

/// A set: `add_to_set`, `remove_from_set`.
#[diagnostic::on_unimplemented(
    message = "this attribute is not a set",
    label = "the attribute is a `{Self}`",
    note = "add_to_set and remove_from_set work on sets (HashSet, BTreeSet)"
)]
pub trait SetShape {
    /// The type of the elements.
    type Element;
}
#[diagnostic::do_not_recommend]
impl<E> SetShape for Set<E> {
    type Element = E;
}

/// A map with keys of the user's own: `key`.
#[diagnostic::on_unimplemented(
    message = "this attribute is not a map",
    label = "the attribute is a `{Self}`",
    note = "key works on maps (HashMap, BTreeMap); use at for a nested struct"
)]
pub trait MapShape {
    /// The type of the values.
    type Value;
}
#[diagnostic::do_not_recommend]
impl<V> MapShape for Map<V> {
    type Value = V;
}

/// A nested struct: `at`.
#[diagnostic::on_unimplemented(
    message = "this attribute is not a nested struct",
    label = "the attribute is a `{Self}`",
    note = "at works on structs that derive Attribute; use key for maps and index for lists"
)]
pub trait DocumentShape {
    /// The struct.
    type Document;
}
#[diagnostic::do_not_recommend]
impl<D> DocumentShape for Document<D> {
    type Document = D;
}

/// What a sequence of `T`s is, by the shape of `T`: a list, save that bytes are binary.
#[diagnostic::on_unimplemented(message = "a sequence of `{T}` has no known shape")]
pub trait SequenceOf<T> {
    /// The sequence's shape.
    type Sequence;
}
impl SequenceOf<u8> for Byte {
    type Sequence = Binary;
}
impl<T> SequenceOf<Option<T>> for Byte {
    type Sequence = List<Option<T>>;
}
impl<W: Newtype> SequenceOf<W> for Byte {
    type Sequence = List<W>;
}

macro_rules! lists {
    ($([$($generics:ident)?] $shape:ty),*) => {$(
        impl<T $(, $generics)?> SequenceOf<T> for $shape {
            type Sequence = List<T>;
        }
    )*};
}

lists!([] Text, [] Label, [] Variant, [] Number, [] Binary, [] Flag, [E] List<E>, [E] Set<E>, [V] Map<V>, [D] Document<D>);
