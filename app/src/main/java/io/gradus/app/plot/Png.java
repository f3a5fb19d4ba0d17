package io.gradus.app.plot;

import io.gradus.nn.UserException;
import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/// Drawings as PNG, in the light colors on white. The only class here that needs `java.desktop`.
public final class Png {
  private static final double SCALE = 2; // pixels of a unit, for dense screens and print

  private final Graphics2D g;

  private Png(Graphics2D g) {
    this.g = g;
  }

  /// The bytes of a file.
  ///
  /// @throws UserException if this Java has no fonts or no `java.desktop`
  public static byte[] file(Drawing drawing) {
    System.setProperty("java.awt.headless", "true"); // no screen is needed
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ImageIO.setUseCache(false);
      ImageIO.write(image(drawing), "png", out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (LinkageError | InternalError e) { // a Java without windows, or a bare container
      throw new UserException("this Java cannot draw PNG files; name a file .svg instead", e);
    }
  }

  private static BufferedImage image(Drawing drawing) {
    BufferedImage image =
        new BufferedImage(
            (int) Math.ceil(SCALE * drawing.width()),
            (int) Math.ceil(SCALE * drawing.height()),
            BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    g.setColor(Color.decode(Ink.SURFACE.light()));
    g.fillRect(0, 0, image.getWidth(), image.getHeight());
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    g.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    g.scale(SCALE, SCALE);
    Png png = new Png(g);
    drawing.items().forEach(png::draw);
    g.dispose();
    return image;
  }

  private void draw(Item item) {
    switch (item) {
      case Item.Path path -> {
        ink(path.pen().ink(), path.pen().opacity());
        g.setStroke(stroke(path.pen()));
        g.draw(shape(path.x(), path.y()));
      }
      case Item.Dots dots -> {
        ink(dots.fill().ink(), dots.fill().opacity());
        double r = dots.radius();
        for (int i = 0; i < dots.x().length; i++) {
          if (Double.isFinite(dots.x()[i]) && Double.isFinite(dots.y()[i])) {
            g.fill(new Ellipse2D.Double(dots.x()[i] - r, dots.y()[i] - r, 2 * r, 2 * r));
          }
        }
      }
      case Item.Area area -> {
        ink(area.fill().ink(), area.fill().opacity());
        Path2D shape = new Path2D.Double(Path2D.WIND_EVEN_ODD);
        for (int line = 0; line < area.x().size(); line++) {
          shape.append(shape(area.x().get(line), area.y().get(line)), false);
          shape.closePath();
        }
        g.fill(shape);
      }
      case Item.Block block -> {
        ink(block.fill().ink(), block.fill().opacity());
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_OFF);
        g.fill(rectangle(block.box()));
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      }
      case Item.Text text -> text(text);
      case Item.Group group -> {
        Shape before = g.getClip();
        group.clip().ifPresent(clip -> g.clip(rectangle(clip)));
        group.items().forEach(this::draw);
        g.setClip(before);
      }
    }
  }

  private void ink(Ink ink, double opacity) {
    g.setColor(Color.decode(ink.light()));
    g.setComposite(AlphaComposite.getInstance(AlphaComposite.SRC_OVER, (float) opacity));
  }

  private static BasicStroke stroke(Item.Pen pen) {
    float[] dashes = pen.dashed() ? new float[] {5, 4} : null;
    return new BasicStroke(
        (float) pen.width(), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND, 1, dashes, 0);
  }

  private static Path2D shape(double[] abscissas, double[] ordinates) {
    Path2D shape = new Path2D.Double();
    boolean down = false;
    for (int i = 0; i < abscissas.length; i++) {
      double x = Svg.near(abscissas[i]);
      double y = Svg.near(ordinates[i]);
      if (Double.isNaN(x) || Double.isNaN(y)) {
        down = false;
      } else if (down) {
        shape.lineTo(x, y);
      } else {
        shape.moveTo(x, y);
        shape.lineTo(x, y);
        down = true;
      }
    }
    return shape;
  }

  private static Shape rectangle(Item.Box box) {
    return new Rectangle2D.Double(box.x(), box.y(), box.width(), box.height());
  }

  private void text(Item.Text text) {
    ink(text.ink(), 1);
    int style = text.bold() ? Font.BOLD : Font.PLAIN;
    g.setFont(new Font(Font.SANS_SERIF, style, 1).deriveFont((float) text.size()));
    double width = g.getFontMetrics().getStringBounds(text.text(), g).getWidth();
    double start =
        switch (text.anchor()) {
          case START -> 0;
          case MIDDLE -> -width / 2;
          case END -> -width;
        };
    AffineTransform before = g.getTransform();
    g.translate(text.x(), text.y());
    g.rotate(Math.toRadians(text.angle()));
    g.drawString(text.text(), (float) start, 0);
    g.setTransform(before);
  }
}
