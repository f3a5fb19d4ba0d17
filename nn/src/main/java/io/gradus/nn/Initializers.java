package io.gradus.nn;

import io.gradus.nn.Initializer.Bell;
import io.gradus.nn.Initializer.Distribution;
import io.gradus.nn.Initializer.Interval;
import io.gradus.nn.Initializer.Point;
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
              LecunNormal.class));

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
  public record Zeros() implements Initializer {
    @Override
    public Distribution distribution(int fanIn, int fanOut) {
      return new Point(0);
    }
  }

  /// The same number everywhere.
  public record Constant(@Setting(doc = "The number in every place.") double value)
      implements Initializer {
    @Override
    public Distribution distribution(int fanIn, int fanOut) {
      return new Point(value);
    }
  }

  /// U(−bound, bound).
  public record Uniform(
      @Setting(value = "0.05", min = 0, doc = "The largest magnitude.") double bound)
      implements Initializer {
    @Override
    public Distribution distribution(int fanIn, int fanOut) {
      return new Interval(bound);
    }
  }

  /// N(0, std²).
  public record Normal(
      @Setting(value = "0.05", min = 0, doc = "The standard deviation.") double std)
      implements Initializer {
    @Override
    public Distribution distribution(int fanIn, int fanOut) {
      return new Bell(std);
    }
  }

  /// U(−1/(2nᵢₙ), 1/(2nᵢₙ)).
  public record UniformHalfInverseN() implements Initializer {
    @Override
    public Distribution distribution(int fanIn, int fanOut) {
      return new Interval(0.5 / fanIn);
    }
  }

  /// U(−a, a) with a = √(6/(nᵢₙ + nₒᵤₜ)). Source: Glorot and Bengio 2010.
  public record GlorotUniform() implements Initializer {
    @Override
    public Distribution distribution(int fanIn, int fanOut) {
      return new Interval(Math.sqrt(6.0 / (fanIn + fanOut)));
    }
  }

  /// N(0, 2/(nᵢₙ + nₒᵤₜ)). Source: Glorot and Bengio 2010.
  public record GlorotNormal() implements Initializer {
    @Override
    public Distribution distribution(int fanIn, int fanOut) {
      return new Bell(Math.sqrt(2.0 / (fanIn + fanOut)));
    }
  }

  /// U(−a, a) with a = √(6/nᵢₙ). Source: He, Zhang, Ren and Sun 2015.
  public record HeUniform() implements Initializer {
    @Override
    public Distribution distribution(int fanIn, int fanOut) {
      return new Interval(Math.sqrt(6.0 / fanIn));
    }
  }

  /// N(0, 2/nᵢₙ). Source: He, Zhang, Ren and Sun 2015.
  public record HeNormal() implements Initializer {
    @Override
    public Distribution distribution(int fanIn, int fanOut) {
      return new Bell(Math.sqrt(2.0 / fanIn));
    }
  }

  /// U(−a, a) with a = √(3/nᵢₙ). Source: LeCun, Bottou, Orr and Müller 1998.
  public record LecunUniform() implements Initializer {
    @Override
    public Distribution distribution(int fanIn, int fanOut) {
      return new Interval(Math.sqrt(3.0 / fanIn));
    }
  }

  /// N(0, 1/nᵢₙ). Source: LeCun, Bottou, Orr and Müller 1998.
  public record LecunNormal() implements Initializer {
    @Override
    public Distribution distribution(int fanIn, int fanOut) {
      return new Bell(Math.sqrt(1.0 / fanIn));
    }
  }
}
