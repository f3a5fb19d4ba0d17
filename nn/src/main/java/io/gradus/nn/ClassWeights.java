package io.gradus.nn;

import io.gradus.array.Array;
import io.gradus.graph.Expr;
import java.util.List;
import java.util.stream.IntStream;

/// How much each class counts in a loss: numbers, or `balanced` until the training data is known.
///
/// @param numbers one for each output; none for `balanced`
public record ClassWeights(List<Double> numbers) {
  private static final String TEXT = "balanced";

  /// Reads and writes `balanced` and lists of numbers.
  public static final Codec.Converter<ClassWeights> CONVERTER =
      new Codec.Converter<>() {
        @Override
        public ClassWeights read(Object node, Codec.Reading in) {
          if (TEXT.equals(node)) {
            return new ClassWeights(List.of());
          }
          if (!(node instanceof List<?> list) || list.isEmpty()) {
            throw in.wrong("balanced or a list of numbers", node);
          }
          return in.ask(() -> new ClassWeights(list.stream().map(in::number).toList()));
        }

        @Override
        public Object write(ClassWeights w, Codec codec) {
          return w.numbers.isEmpty() ? TEXT : w.numbers;
        }
      };

  /// Copies the list.
  public ClassWeights {
    numbers = List.copyOf(numbers);
    if (numbers.stream().anyMatch(w -> !(w >= 0 && w < Double.POSITIVE_INFINITY))) {
      throw new UserException("weights of classes are numbers from 0, not " + numbers);
    }
  }

  /// These weights for the given data: what is `balanced` becomes numbers.
  ///
  /// @param balanced the balanced weight of each output
  /// @throws UserException if there is not one number for each output
  ClassWeights decided(double[] balanced) {
    if (numbers.isEmpty()) {
      return new ClassWeights(
          IntStream.range(0, balanced.length).mapToObj(k -> balanced[k]).toList());
    }
    if (numbers.size() != balanced.length) {
      throw new UserException(
          "class-weights has "
              + numbers.size()
              + " numbers, but there are "
              + balanced.length
              + " outputs");
    }
    return this;
  }

  /// The weights as a row (outputs), in the number format of `like`.
  ///
  /// @throws UserException if they are not decided, as in a regression
  Expr row(Expr like) {
    if (numbers.isEmpty()) {
      throw new UserException("class-weights: balanced needs classes, and there are none");
    }
    double[] w = numbers.stream().mapToDouble(Double::doubleValue).toArray();
    return Expr.constant(Array.vector(w).cast(like.dtype()));
  }
}
