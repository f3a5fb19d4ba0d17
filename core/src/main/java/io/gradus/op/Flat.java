package io.gradus.op;

import io.gradus.array.Array;
import io.gradus.array.ShapeException;
import io.gradus.graph.Type;
import java.util.Comparator;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/// Operations whose derivative is zero wherever it exists: leaves, comparisons, steps, positions.
public sealed interface Flat extends Op.Single {
  /// An operation without operands, whose type is its own.
  sealed interface Leaf extends Flat permits Param, Fill, Named, Constant, Iota {
    /// The type of the result.
    Type type();

    @Override
    default Type infer(List<Type> in) {
      return type();
    }
  }

  /// A placeholder for an operand of a function.
  ///
  /// @param name the name in print
  /// @param type the type of the operand
  /// @param id tells parameters of the same name apart
  record Param(String name, Type type, long id) implements Leaf {
    @Override
    public String symbol() {
      return "param";
    }

    @Override
    public Array eval(List<Array> in) {
      throw new IllegalStateException("parameter '" + name + "' has no value");
    }
  }

  /// One number in every place, stored once.
  ///
  /// @param value the number
  /// @param type the type of the result
  record Fill(double value, Type type) implements Leaf {
    /// Rounds the number to the format of the type.
    public Fill {
      value = type.dtype().round(value);
    }

    @Override
    public String symbol() {
      return "fill";
    }

    @Override
    public Array eval(List<Array> in) {
      return Array.full(type.dtype(), type.shape(), value);
    }
  }

  /// A constant of mathematics that keeps its name in print, such as π.
  ///
  /// @param name the name, such as `pi`
  /// @param value its value
  /// @param type the type of the result
  record Named(String name, double value, Type type) implements Leaf {
    @Override
    public String symbol() {
      return "named";
    }

    @Override
    public Array eval(List<Array> in) {
      return Array.full(type.dtype(), type.shape(), value);
    }
  }

  /// An array known when the function is built.
  ///
  /// @param array the data
  record Constant(Array array) implements Leaf {
    @Override
    public String symbol() {
      return "constant";
    }

    @Override
    public Type type() {
      return Type.of(array);
    }

    @Override
    public Array eval(List<Array> in) {
      return array;
    }
  }

  /// The position along an axis: 0, 1, 2, …
  ///
  /// @param axis the axis to count along
  /// @param type the type of the result
  record Iota(int axis, Type type) implements Leaf {
    @Override
    public String symbol() {
      return "iota";
    }

    @Override
    public Array eval(List<Array> in) {
      int inner = type.shape().strides()[axis];
      int n = type.shape().dim(axis);
      return Elementwise.fill(type.dtype(), type.shape(), i -> i / inner % n);
    }
  }

  /// Comparisons; 1 where they hold and 0 elsewhere.
  enum Compare implements Flat {
    /// x > y.
    GREATER("gt", (x, y) -> x > y ? 1 : 0),
    /// x ≥ y.
    GREATER_EQUAL("ge", (x, y) -> x >= y ? 1 : 0),
    /// x = y.
    EQUAL("eq", (x, y) -> x == y ? 1 : 0);

    private final String symbol;
    private final DoubleBinaryOperator value;

    Compare(String symbol, DoubleBinaryOperator value) {
      this.symbol = symbol;
      this.value = value;
    }

    @Override
    public String symbol() {
      return symbol;
    }

    @Override
    public Type infer(List<Type> in) {
      if (in.size() != 2 || !in.get(0).equals(in.get(1))) {
        throw new ShapeException(symbol + ": operands " + in + " differ in type");
      }
      return in.getFirst();
    }

    @Override
    public Array eval(List<Array> in) {
      return Elementwise.zip(in.get(0), in.get(1), value);
    }
  }

  /// Piecewise constant functions of one variable, and the identity without a derivative.
  enum Step implements Flat {
    /// −1, 0 or 1.
    SIGN("sign", Math::signum),
    /// The largest whole number not above x.
    FLOOR("floor", Math::floor),
    /// x itself, taken as a constant by every derivative.
    STOP("stop", x -> x);

    private final String symbol;
    private final DoubleUnaryOperator value;

    Step(String symbol, DoubleUnaryOperator value) {
      this.symbol = symbol;
      this.value = value;
    }

    @Override
    public String symbol() {
      return symbol;
    }

    /// The value at one point.
    public double at(double x) {
      return value.applyAsDouble(x);
    }

    @Override
    public Type infer(List<Type> in) {
      return in.getFirst();
    }

    @Override
    public Array eval(List<Array> in) {
      return Elementwise.map(in.getFirst(), value);
    }
  }

  /// The position of the largest element along an axis, which disappears; the first one at a tie.
  ///
  /// @param axis the axis to search along
  record ArgMax(int axis) implements Flat {
    @Override
    public String symbol() {
      return "argmax";
    }

    @Override
    public Type infer(List<Type> in) {
      return in.getFirst().with(in.getFirst().shape().remove(axis));
    }

    @Override
    public Array eval(List<Array> in) {
      Array x = in.getFirst();
      int inner = x.shape().strides()[axis];
      int n = x.shape().dim(axis);
      return Elementwise.fill(
          x.dtype(),
          x.shape().remove(axis),
          i -> {
            int first = i / inner * n * inner + i % inner;
            int best = 0;
            for (int k = 1; k < n; k++) {
              if (x.get(first + k * inner) > x.get(first + best * inner)) {
                best = k;
              }
            }
            return best;
          });
    }
  }

  /// The positions that put the elements along an axis into ascending order; equal ones keep their
  /// order, NaN comes last.
  ///
  /// @param axis the axis to sort along
  record ArgSort(int axis) implements Flat {
    @Override
    public String symbol() {
      return "argsort";
    }

    @Override
    public Type infer(List<Type> in) {
      in.getFirst().shape().axis(axis);
      return in.getFirst();
    }

    @Override
    public Array eval(List<Array> in) {
      Array x = in.getFirst();
      int inner = x.shape().strides()[axis];
      int n = x.shape().dim(axis);
      double[] out = new double[x.size()];
      for (int line = 0; n > 0 && line < x.size() / n; line++) {
        int first = line / inner * n * inner + line % inner;
        int[] order =
            IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.comparingDouble(k -> x.get(first + k * inner)))
                .mapToInt(Integer::intValue)
                .toArray();
        for (int k = 0; k < n; k++) {
          out[first + k * inner] = order[k];
        }
      }
      return Array.of(x.shape(), out).cast(x.dtype());
    }
  }
}
