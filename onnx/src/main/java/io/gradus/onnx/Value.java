package io.gradus.onnx;

import io.gradus.array.Array;
import io.gradus.graph.Expr;
import io.gradus.graph.Tree;
import io.gradus.nn.Layer;
import java.util.List;

/// What is known about a value of an ONNX graph while the data is followed through it.
sealed interface Value {
  /// Numbers or texts that do not depend on the input.
  ///
  /// @param numbers the numbers, in float64
  /// @param texts the texts, if it holds texts
  record Known(Array numbers, List<String> texts) implements Value {
    /// Whether it is one and the same number everywhere.
    boolean single() {
      for (int i = 1; i < numbers.size(); i++) {
        if (numbers.get(i) != numbers.get(0)) {
          return false;
        }
      }
      return numbers.size() > 0;
    }
  }

  /// Rows that are computed from the input: some layers, and then a function of each number.
  ///
  /// @param steps the layers so far
  /// @param function what comes after them, an expression in [Recognition#X]
  record Signal(List<Step> steps, Expr function) implements Value {
    /// The rows that some layers yield.
    Signal(List<Step> steps) {
      this(List.copyOf(steps), Recognition.X);
    }

    boolean plain() {
      return function == Recognition.X;
    }
  }

  /// Extents of a signal, which matter for nothing but reshaping it.
  record Extents() implements Value {}

  /// Which class was chosen.
  ///
  /// @param source the scores by which it was chosen
  record Choice(Signal source) implements Value {}

  /// What is not understood; an error only if it is needed.
  ///
  /// @param why the sentence
  record Unknown(String why) implements Value {}

  /// A layer with its numbers.
  ///
  /// @param layer the layer
  /// @param params its parameters in float64
  /// @param affine whether it is only a scale and a shift of each column, which a dense layer
  ///   beside it can take over
  record Step(Layer layer, Tree<Array> params, boolean affine) {}
}
