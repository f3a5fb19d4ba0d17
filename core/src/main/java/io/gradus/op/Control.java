package io.gradus.op;

import io.gradus.array.ShapeException;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import java.util.List;
import java.util.Optional;

/// Operations that contain whole functions. Differentiation recurses into the body; the results may
/// be several, read one by one with [Item].
public sealed interface Control extends Op {
  /// The types of the results.
  ///
  /// @throws ShapeException if the operands do not fit the body
  List<Type> infer(List<Type> in);

  /// A function kept whole, such as one whose intermediate values reverse mode shall recompute
  /// instead of store, or one with a derivative rule of its own.
  ///
  /// @param label the name in print
  /// @param body the function
  /// @param rule the function's own forward rule (x…, dx…) → dy…, linear in dx, if it has one
  record Call(String label, Graph body, Optional<Graph> rule) implements Control {
    @Override
    public String symbol() {
      return "call";
    }

    @Override
    public List<Type> infer(List<Type> in) {
      return body.check(label, in);
    }
  }

  /// One of the results of an operation that has several.
  ///
  /// @param index which one, from 0
  record Item(int index) implements Control {
    @Override
    public String symbol() {
      return "item";
    }

    @Override
    public List<Type> infer(List<Type> in) {
      return List.of(in.get(index));
    }
  }
}
