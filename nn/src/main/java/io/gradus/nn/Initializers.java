package io.gradus.nn;

import io.gradus.array.Array;
import io.gradus.array.Key;
import io.gradus.array.Shape;
import io.gradus.graph.Type;
import io.gradus.nn.Initializer.Bell;
import io.gradus.nn.Initializer.Distribution;
import io.gradus.nn.Initializer.Fitted;
import io.gradus.nn.Initializer.Independent;
import io.gradus.nn.Initializer.Interval;
import io.gradus.nn.Initializer.Point;
import io.gradus.nn.Initializer.Reached;
import java.util.Arrays;
import java.util.List;

/// The initializers by name; nᵢₙ and nₒᵤₜ are the inputs and outputs of the layer.
public final class Initializers {
  /// The initializers that a spec can name.
  public static final Catalog<Initializer> CATALOG =
      new Catalog<>(
          "initializer",
          List.of(
              Zeros.class,
              Constant.class,
              Uniform.class,
              Normal.class,
              UniformHalfInverseN.class,
              GlorotUniform.class,
              GlorotNormal.class,
              HeUniform.class,
              HeNormal.class,
              LecunUniform.class,
              LecunNormal.class,
              Orthogonal.class,
              Lsuv.class,
              Correlation.class));

  private Initializers() {}

  /// The initializer that keeps the variance of signals through layers of this activation: He for
  /// the ReLU family, LeCun-normal for SELU, Glorot for the rest.
  public static Initializer matching(Activation activation) {
    return switch (activation.name()) {
      case "relu", "leaky-relu", "elu", "gelu", "gelu-tanh", "silu", "mish", "softplus" ->
          new HeUniform();
      case "selu" -> new LecunNormal();
      default -> new GlorotUniform();
    };
  }

  /// 0.
  public record Zeros() implements Independent {
    @Override
    public Distribution distribution(int fanIn, int fanOut) {
      return new Point(0);
    }
  }

  /// The same number everywhere.
  public record Constant(@Setting(doc = "The number in every place.") double value)
      implements Independent {
    @Override
    public Distribution distribution(int fanIn, int fanOut) {
      return new Point(value);
    }
  }

  /// U(−bound, bound).
  public record Uniform(
      @Setting(value = "0.05", min = 0, doc = "The largest magnitude.") double bound)
      implements Independent {
    @Override
    public Distribution distribution(int fanIn, int fanOut) {
      return new Interval(bound);
    }
  }

  /// N(0, std²).
  public record Normal(
      @Setting(value = "0.05", min = 0, doc = "The standard deviation.") double std)
      implements Independent {
    @Override
    public Distribution distribution(int fanIn, int fanOut) {
      return new Bell(std);
    }
  }

  /// U(−1/(2nᵢₙ), 1/(2nᵢₙ)).
  public record UniformHalfInverseN() implements Independent {
    @Override
    public Distribution distribution(int fanIn, int fanOut) {
      return new Interval(0.5 / fanIn);
    }
  }

  /// U(−a, a) with a = √(6/(nᵢₙ + nₒᵤₜ)). Source: Glorot and Bengio 2010.
  public record GlorotUniform() implements Independent {
    @Override
    public Distribution distribution(int fanIn, int fanOut) {
      return new Interval(Math.sqrt(6.0 / (fanIn + fanOut)));
    }
  }

  /// N(0, 2/(nᵢₙ + nₒᵤₜ)). Source: Glorot and Bengio 2010.
  public record GlorotNormal() implements Independent {
    @Override
    public Distribution distribution(int fanIn, int fanOut) {
      return new Bell(Math.sqrt(2.0 / (fanIn + fanOut)));
    }
  }

  /// U(−a, a) with a = √(6/nᵢₙ). Source: He, Zhang, Ren and Sun 2015.
  public record HeUniform() implements Independent {
    @Override
    public Distribution distribution(int fanIn, int fanOut) {
      return new Interval(Math.sqrt(6.0 / fanIn));
    }
  }

  /// N(0, 2/nᵢₙ). Source: He, Zhang, Ren and Sun 2015.
  public record HeNormal() implements Independent {
    @Override
    public Distribution distribution(int fanIn, int fanOut) {
      return new Bell(Math.sqrt(2.0 / fanIn));
    }
  }

  /// U(−a, a) with a = √(3/nᵢₙ). Source: LeCun, Bottou, Orr and Müller 1998.
  public record LecunUniform() implements Independent {
    @Override
    public Distribution distribution(int fanIn, int fanOut) {
      return new Interval(Math.sqrt(3.0 / fanIn));
    }
  }

  /// N(0, 1/nᵢₙ). Source: LeCun, Bottou, Orr and Müller 1998.
  public record LecunNormal() implements Independent {
    @Override
    public Distribution distribution(int fanIn, int fanOut) {
      return new Bell(Math.sqrt(1.0 / fanIn));
    }
  }

  /// gain·Q, where the rows or the columns of Q, whichever are fewer, are orthonormal; Q is spread
  /// evenly over all such matrices. All axes but the last count as rows.
  ///
  /// Source: Saxe, McClelland and Ganguli 2014.
  public record Orthogonal(
      @Setting(value = "1", min = 0, doc = "The length of the shorter side's vectors.") double gain)
      implements Initializer {
    @Override
    public Array init(Type type, int fanIn, int fanOut, Key key) {
      Shape shape = type.shape();
      int columns = shape.rank() == 0 ? 1 : shape.dim(-1);
      int rows = shape.size() / columns;
      double[][] q = orthonormal(Math.min(rows, columns), Math.max(rows, columns), key);
      double[] w = new double[shape.size()];
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          w[i * columns + j] = gain * (rows < columns ? q[i][j] : q[j][i]);
        }
      }
      return Array.of(shape, w).cast(type.dtype());
    }

    /// Normal vectors, made orthonormal one by one (Gram and Schmidt, twice for precision).
    private static double[][] orthonormal(int count, int length, Key key) {
      double[][] q = new double[count][length];
      for (int i = 0; i < count; i++) {
        for (int j = 0; j < length; j++) {
          q[i][j] = key.normal((long) i * length + j);
        }
        for (int k = 0; k < 2 * i; k++) {
          add(q[i], -inner(q[i], q[k % i]), q[k % i]);
        }
        add(q[i], 1 / Math.sqrt(inner(q[i], q[i])) - 1, q[i]);
      }
      return q;
    }

    private static double inner(double[] x, double[] y) {
      double sum = 0;
      for (int j = 0; j < x.length; j++) {
        sum += x[j] * y[j];
      }
      return sum;
    }

    private static void add(double[] x, double factor, double[] y) {
      for (int j = 0; j < x.length; j++) {
        x[j] += factor * y[j];
      }
    }
  }

  /// Layer-sequential unit variance: an orthogonal matrix W, divided by the standard deviation of
  /// the products x W, layer after layer, so that each has variance 1.
  ///
  /// Source: Mishkin and Matas 2016.
  public record Lsuv() implements Fitted {
    @Override
    public Array init(Type type, int fanIn, int fanOut, Key key) {
      return new Orthogonal(1).init(type, fanIn, fanOut, key);
    }

    @Override
    public Array fit(Array weight, Reached examples) {
      double[] v = examples.products().toDoubles();
      double mean = Arrays.stream(v).average().orElse(0);
      double variance = Arrays.stream(v).map(x -> (x - mean) * (x - mean)).average().orElse(0);
      double factor = variance > 0 ? 1 / Math.sqrt(variance) : 1;
      double[] scaled = Arrays.stream(weight.toDoubles()).map(w -> w * factor).toArray();
      return Array.of(weight.shape(), scaled).cast(weight.dtype());
    }
  }

  /// Wⱼₖ = ⟨xⱼ, yₖ⟩/⟨xⱼ, xⱼ⟩: the weight with which the input j alone would meet the target k best.
  /// For a layer that has as many outputs as there are targets.
  public record Correlation() implements Fitted {
    @Override
    public Array init(Type type, int fanIn, int fanOut, Key key) {
      return Array.zeros(type.dtype(), type.shape());
    }

    @Override
    public Array fit(Array weight, Reached examples) {
      int in = weight.shape().dim(0);
      int out = weight.shape().dim(1);
      Array x = examples.inputs();
      Array y = examples.targets();
      if (out != y.shape().dim(1)) {
        throw new UserException(
            "correlation begins a layer with an output for each of the "
                + y.shape().dim(1)
                + " targets, but this one has "
                + out
                + "; use it in model.output.init");
      }
      double[] products = new double[in * out];
      double[] squares = new double[in];
      for (int row = 0; row < x.shape().dim(0); row++) {
        for (int j = 0; j < in; j++) {
          double value = x.get(row * in + j);
          squares[j] += value * value;
          for (int k = 0; k < out; k++) {
            products[j * out + k] += value * y.get(row * out + k);
          }
        }
      }
      for (int i = 0; i < products.length; i++) {
        products[i] = squares[i / out] > 0 ? products[i] / squares[i / out] : 0;
      }
      return Array.of(weight.shape(), products).cast(weight.dtype());
    }
  }
}
