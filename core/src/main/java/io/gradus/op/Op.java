package io.gradus.op;

import io.gradus.array.Array;
import io.gradus.graph.Type;
import java.util.List;

/// A primitive operation: a value, without operands.
///
/// The set is closed, so that every transformation is total over it. Operations are grouped by *how
/// they differentiate*, one file a family; what a family adds to this interface is its one
/// differentiation rule. Readers outside (printers, kernels, exchange formats) are `switch`es over
/// the families without `default`, so that a new family stops the build where a reader lacks it.
public sealed interface Op permits Op.Single, Control {
  /// The word in listings, files and coverage tables, such as `tanh`. It never changes.
  String symbol();

  /// An operation with exactly one result.
  sealed interface Single extends Op permits Pointwise, Linear, Bilinear, Structured, Flat {
    /// The type of the result.
    ///
    /// @throws io.gradus.array.ShapeException if the operands do not fit
    Type infer(List<Type> in);

    /// Reference semantics: slow and obvious.
    Array eval(List<Array> in);
  }
}
