use std::borrow::Cow;

use aws_sdk_dynamodb::types::AttributeValue;

use super::{
    fallback::Fallback,
    field::Field,
    path::{AttributePath, Path, PathData, Segment},
};
use crate::{
    codec::Selectable,
    error::{AttributeMap, DecodeError},
};

/// What can be selected of an item of type `T`: a field, a place inside one, or a tuple of up to twelve of these.
///
/// ```
/// # use dynamo::{Dynamo, Item};
/// #[derive(Item)]
/// #[dynamo(table = "orders", partition_key(customer), sort_key(id))]
/// struct Order {
///     customer: String,
///     id: String,
///     total: u64,
///     notes: Vec<String>,
/// }
///
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// # let orders = Dynamo::embedded().table::<Order>();
/// # orders.create_table().await?;
/// # orders.put(&Order { customer: "C1".into(), id: "1".into(), total: 7, notes: vec!["a".into()] }).await?;
/// let totals: Vec<u64> = orders.query("C1").select(|o| o.total).collect().await?;
/// let slim: Vec<(String, Option<String>)> =
///     orders.query("C1").select(|o| (o.id, o.notes.index(0).optional())).collect().await?;
/// # assert_eq!((totals, slim), (vec![7], vec![("1".to_owned(), Some("a".to_owned()))]));
/// # Ok::<(), dynamo::Error>(())
/// # }).unwrap();
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be selected from `{T}`",
    label = "not a field of `{T}`, nor a tuple of fields",
    note = "select one field, or a tuple of up to twelve: .select(|item| (item.a, item.b))"
)]
pub trait Selection<T> {
    /// What the selection gives for an item.
    type Output;

    /// For the library: the paths, and the old names of each.
    #[doc(hidden)]
    fn paths(&self, paths: &mut Vec<SelectedPath>);

    /// For the library: the values, of which the first is at this position among the paths.
    #[doc(hidden)]
    fn read(&self, item: &SelectedItem<'_>, position: usize) -> Result<Self::Output, DecodeError>;
}

/// A path that is selected.
#[doc(hidden)]
#[derive(Debug, Clone)]
pub struct SelectedPath {
    pub(crate) path: PathData,
    pub(crate) aliases: &'static [&'static str],
}

impl SelectedPath {
    /// The path of a field.
    #[doc(hidden)]
    pub fn of<T, P: AttributePath<T>>(path: P) -> Self {
        let aliases = path.fallback().aliases;
        Self { path: path.into_path(), aliases }
    }

    /// All paths, with the old names of each.
    pub(crate) fn all(selected: &[Self]) -> Vec<PathData> {
        let aliases = |selected: &Self| selected.aliases.iter().map(|alias| PathData::attribute(*alias));
        selected.iter().flat_map(|selected| std::iter::once(selected.path.clone()).chain(aliases(selected))).collect()
    }
}

/// An item as it came back, to take the selected values from.
#[doc(hidden)]
#[derive(Debug)]
pub struct SelectedItem<'a> {
    pub(crate) item: &'a AttributeMap,
    pub(crate) paths: &'a [SelectedPath],
}

impl SelectedItem<'_> {
    /// The value of the path at this position, which was made of this field.
    #[doc(hidden)]
    pub fn read<T, P: AttributePath<T>>(
        &self,
        position: usize,
        path: &P,
    ) -> Result<<P::Value as Selectable>::Output, DecodeError>
    where
        P::Value: Selectable,
    {
        let fallback = path.fallback();
        let selected = self.paths.get(position);
        let value = selected.and_then(|selected| {
            let aliases = || selected.aliases.iter().find_map(|alias| self.item.get(*alias));
            self.find(&selected.path).or_else(aliases)
        });
        let result = match value {
            Some(value) => P::Value::read(value, fallback.null.and_then(|null| null())),
            None => {
                let default = fallback.missing.map(|missing| missing());
                P::Value::absent(default.or_else(|| fallback.null.and_then(|null| null())))
            }
        };
        result.map_err(|error| match selected {
            Some(selected) => selected.path.locate(error),
            None => error,
        })
    }

    fn find(&self, path: &PathData) -> Option<&AttributeValue> {
        let mut value = self.item.get(path.root())?;
        for (depth, segment) in path.0.iter().enumerate().skip(1) {
            value = match (segment, value) {
                (Segment::Name(name), AttributeValue::M(map)) => map.get(name.as_ref())?,
                (Segment::Index(index), AttributeValue::L(list)) => list.get(self.rank(path, depth, *index))?,
                _ => return None,
            };
        }
        Some(value)
    }

    /// Where an element is in the list that came back: DynamoDB closes the gaps between the elements that are selected.
    fn rank(&self, path: &PathData, depth: usize, index: usize) -> usize {
        let mut before: Vec<usize> = self
            .paths
            .iter()
            .filter(|other| other.path.0.len() > depth && other.path.0[..depth] == path.0[..depth])
            .filter_map(|other| match other.path.0[depth] {
                Segment::Index(other) if other < index => Some(other),
                _ => None,
            })
            .collect();
        before.sort_unstable();
        before.dedup();
        before.len()
    }
}

impl PathData {
    /// The error, with the path in front of where it happened.
    fn locate(&self, error: DecodeError) -> DecodeError {
        self.0.iter().rev().fold(error, |error, segment| match segment {
            // What is no name of a field is a map's key: data.
            Segment::Name(Cow::Borrowed(name)) => error.in_attribute(*name),
            Segment::Name(Cow::Owned(key)) => error.in_entry(key.clone()),
            Segment::Index(index) => error.at_index(*index),
        })
    }
}

macro_rules! single {
    ($path:ident) => {
        #[diagnostic::do_not_recommend]
        impl<T, V: Selectable, R> Selection<T> for $path<T, V, R> {
            type Output = V::Output;

            fn paths(&self, paths: &mut Vec<SelectedPath>) {
                paths.push(SelectedPath::of(self.clone()));
            }

            fn read(&self, item: &SelectedItem<'_>, position: usize) -> Result<V::Output, DecodeError> {
                item.read(position, self)
            }
        }

        impl<T, V, R> $path<T, V, R> {
            /// The same place, which may not be there: a selection of it gives an `Option`.
            ///
            /// ```
            /// # use dynamo::{Dynamo, Item};
            /// # #[derive(Item)] #[dynamo(table = "t", partition_key(id))] struct Draft { id: String, notes: Vec<String> }
            /// # let drafts = Dynamo::embedded().table::<Draft>();
            /// let first_note = drafts.scan().select(|draft| draft.notes.index(0).optional());
            /// let notes = drafts.scan().select(|draft| draft.notes.optional());
            /// ```
            pub fn optional(self) -> Path<T, Option<V>, R> {
                Path::new(self.into_path(), Fallback::NONE)
            }
        }
    };
}

single!(Field);
single!(Path);

macro_rules! tuples {
    ($($($part:ident $index:tt),*;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<T, $($part),*> Selection<T> for ($($part,)*)
        where
            $($part: AttributePath<T> + Clone, $part::Value: Selectable,)*
        {
            type Output = ($(<$part::Value as Selectable>::Output,)*);

            fn paths(&self, paths: &mut Vec<SelectedPath>) {
                $(paths.push(SelectedPath::of(self.$index.clone()));)*
            }

            fn read(&self, item: &SelectedItem<'_>, position: usize) -> Result<Self::Output, DecodeError> {
                Ok(($(item.read(position + $index, &self.$index)?,)*))
            }
        }
    )*};
}

tuples! {
    A 0;
    A 0, B 1;
    A 0, B 1, C 2;
    A 0, B 1, C 2, D 3;
    A 0, B 1, C 2, D 3, E 4;
    A 0, B 1, C 2, D 3, E 4, F 5;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11;
}
