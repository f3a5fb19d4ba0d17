package io.gradus.nn;

import io.gradus.array.Array;
import io.gradus.array.Key;
import io.gradus.graph.Type;
import java.util.function.LongToDoubleFunction;

/// How the numbers of a parameter begin.
public interface Initializer {
  /// Numbers for a parameter: the same key gives the same bits on every machine.
  ///
  /// @param fanIn the number of inputs that reach an output of the layer
  /// @param fanOut the number of outputs that an input of the layer reaches
  Array init(Type type, int fanIn, int fanOut, Key key);

  /// An initializer whose numbers are drawn independently of each other.
  interface Independent extends Initializer {
    /// The law of the numbers for a layer with this many inputs and outputs.
    Distribution distribution(int fanIn, int fanOut);

    @Override
    default Array init(Type type, int fanIn, int fanOut, Key key) {
      return distribution(fanIn, fanOut).sample(type, key);
    }
  }

  /// An initializer that looks at examples. It is for the matrix W of a product x W.
  interface Fitted extends Initializer {
    /// The numbers of a matrix, which [#init] made, after a look at what reaches it.
    ///
    /// @throws UserException if the matrix does not fit the targets
    Array fit(Array weight, Reached examples);
  }

  /// What reaches a matrix W in a product x W.
  ///
  /// @param inputs x, (rows, in)
  /// @param products x W, (rows, out)
  /// @param targets what the network should say, (rows, outputs)
  record Reached(Array inputs, Array products, Array targets) {}

  /// A law of independent numbers.
  sealed interface Distribution {
    /// The expected value.
    double mean();

    /// The expected square of the distance from the mean.
    double variance();

    /// The number at a position.
    LongToDoubleFunction draw(Key key);

    /// An array of numbers in row-major order.
    default Array sample(Type type, Key key) {
      double[] numbers = new double[type.shape().size()];
      LongToDoubleFunction draw = draw(key);
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = draw.applyAsDouble(i);
      }
      return Array.of(type.shape(), numbers).cast(type.dtype());
    }
  }

  /// One number in every place.
  record Point(double mean) implements Distribution {
    @Override
    public double variance() {
      return 0;
    }

    @Override
    public LongToDoubleFunction draw(Key key) {
      return i -> mean;
    }
  }

  /// Uniform between −bound and bound; variance bound²/3.
  record Interval(double bound) implements Distribution {
    @Override
    public double mean() {
      return 0;
    }

    @Override
    public double variance() {
      return bound * bound / 3;
    }

    @Override
    public LongToDoubleFunction draw(Key key) {
      return i -> (2 * key.uniform(i) - 1) * bound;
    }
  }

  /// Normal with mean 0, not truncated.
  record Bell(double std) implements Distribution {
    @Override
    public double mean() {
      return 0;
    }

    @Override
    public double variance() {
      return std * std;
    }

    @Override
    public LongToDoubleFunction draw(Key key) {
      return i -> std * key.normal(i);
    }
  }
}
