package io.gradus.app.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class InkTest {
  private static final double[][][] SIGHTS = { // Machado, Oliveira and Fernandes 2009, severity 1
    {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
    {
      {0.152286, 1.052583, -0.204868},
      {0.114503, 0.786281, 0.099216},
      {-0.003882, -0.048116, 1.051998}
    },
    {
      {0.367322, 0.860646, -0.227968},
      {0.280085, 0.672501, 0.047413},
      {-0.011820, 0.042940, 0.968881}
    },
    {
      {1.255528, -0.076749, -0.178779},
      {-0.078411, 0.930809, 0.147602},
      {0.004733, 0.691367, 0.303900}
    }
  };

  @Test
  void everyColorStandsOutFromItsBackground() {
    for (Function<Ink, String> scheme : List.<Function<Ink, String>>of(Ink::light, Ink::dark)) {
      String surface = scheme.apply(Ink.SURFACE);
      Ink.series()
          .forEach(
              i -> assertThat(contrast(scheme.apply(i), surface)).as("%s", i).isGreaterThan(3));
      assertThat(contrast(scheme.apply(Ink.TEXT), surface)).isGreaterThan(7);
      assertThat(contrast(scheme.apply(Ink.MUTED), surface)).isGreaterThan(4.5);
    }
  }

  @Test
  void seriesCanBeToldApartWithEveryKindOfSight() {
    for (Function<Ink, String> scheme : List.<Function<Ink, String>>of(Ink::light, Ink::dark)) {
      for (double[][] sight : SIGHTS) {
        for (Ink a : Ink.series()) {
          for (Ink b : Ink.series()) {
            if (a != b) {
              double distance = distance(sight, scheme.apply(a), scheme.apply(b));
              assertThat(distance).as("%s and %s", a, b).isGreaterThan(0.09);
            }
          }
        }
      }
    }
  }

  /// The contrast ratio of WCAG 2.
  private static double contrast(String a, String b) {
    double x = luminance(a) + 0.05;
    double y = luminance(b) + 0.05;
    return Math.max(x, y) / Math.min(x, y);
  }

  private static double luminance(String color) {
    double[] c = linear(color);
    return 0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2];
  }

  /// The distance in OKLab (Ottosson 2020); 1 is that of black and white.
  private static double distance(double[][] sight, String a, String b) {
    double[] x = oklab(times(sight, linear(a)));
    double[] y = oklab(times(sight, linear(b)));
    return Math.sqrt(
        Math.pow(x[0] - y[0], 2) + Math.pow(x[1] - y[1], 2) + Math.pow(x[2] - y[2], 2));
  }

  private static double[] oklab(double[] c) {
    double[] lms =
        times(
            new double[][] {
              {0.4122214708, 0.5363325363, 0.0514459929},
              {0.2119034982, 0.6806995451, 0.1073969566},
              {0.0883024619, 0.2817188376, 0.6299787005}
            },
            c);
    for (int i = 0; i < 3; i++) {
      lms[i] = Math.cbrt(lms[i]);
    }
    return new double[] {
      0.2104542553 * lms[0] + 0.7936177850 * lms[1] - 0.0040720468 * lms[2],
      1.9779984951 * lms[0] - 2.4285922050 * lms[1] + 0.4505937099 * lms[2],
      0.0259040371 * lms[0] + 0.7827717662 * lms[1] - 0.8086757660 * lms[2]
    };
  }

  private static double[] linear(String color) {
    double[] c = new double[3];
    for (int i = 0; i < 3; i++) {
      double v = Integer.parseInt(color.substring(1 + 2 * i, 3 + 2 * i), 16) / 255.0;
      c[i] = v <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4);
    }
    return c;
  }

  private static double[] times(double[][] m, double[] v) {
    double[] product = new double[3];
    for (int i = 0; i < 3; i++) {
      double sum = m[i][0] * v[0] + m[i][1] * v[1] + m[i][2] * v[2];
      product[i] = Math.clamp(sum, 0, 1);
    }
    return product;
  }
}
