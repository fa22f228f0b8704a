package dev.daemion.gateway.cli;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import java.util.Map;

/** A QR code (ISO/IEC 18004) in half-block characters: two modules per character, light on dark and dark on light. */
final class QrCode {
    private static final int QUIET_ZONE = 2;

    private QrCode() {}

    /**
     * Lines of text; light modules are drawn, dark ones are left out, so that it scans on a dark terminal, and most
     * readers take the inverse as well.
     */
    static String render(String text) {
        BitMatrix matrix;
        try {
            matrix = new QRCodeWriter()
                    .encode(
                            text,
                            BarcodeFormat.QR_CODE,
                            0,
                            0,
                            Map.of(
                                    EncodeHintType.ERROR_CORRECTION,
                                    ErrorCorrectionLevel.L,
                                    EncodeHintType.MARGIN,
                                    QUIET_ZONE));
        } catch (WriterException e) {
            throw new IllegalArgumentException("the text does not fit a QR code", e);
        }
        var lines = new StringBuilder();
        for (int y = 0; y < matrix.getHeight(); y += 2) {
            lines.append("  ");
            for (int x = 0; x < matrix.getWidth(); x++) {
                var isUpperLight = !matrix.get(x, y);
                var isLowerLight = y + 1 >= matrix.getHeight() || !matrix.get(x, y + 1);
                lines.append(isUpperLight ? (isLowerLight ? '█' : '▀') : (isLowerLight ? '▄' : ' '));
            }
            lines.append('\n');
        }
        return lines.toString();
    }
}
