package change

import (
	"regexp"
	"slices"
)

// weakerCall is a call that is no danger alone, but where it replaces one that checks.
type weakerCall struct {
	words  []string       // of which its line contains one
	checks *regexp.Regexp // the call that it replaces
	once   bool           // whether another such call that is added does the check
}

// Sources: the references of the libraries for tokens, of gRPC for each language, and of rustls.
var (
	// decodeWords are calls that read a token without a look at its signature.
	decodeWords = []string{"jwt.decode(", "JWT.decode(", "jwtDecode(", "jwt_decode(", "decodeJwt(", "ReadJwtToken(", "SignedJWT.parse("}
	// plainWords are calls that talk to a server without a certificate.
	plainWords = []string{"insecure.NewCredentials(", "grpc.WithInsecure(", ".insecure_channel(", "createInsecure(", "ChannelCredentials.Insecure", ".usePlaintext("}
	// assertWords say that a certificate is checked.
	assertWords = []string{"ServerCertVerified::assertion("}

	weakerCalls = []weakerCall{
		{decodeWords, regexp.MustCompile(`(?i)\bj?w[ts]\w*\.(?:verify|require)\(|\bjwtVerify\(|\bverifier\w*(?:\(\))?\.verify\(|\.validateToken\w*\(|\bverify\w*(?:token|jwt)\w*\(|\.parse(?:SignedClaims|ClaimsJws)\(|\bjwt_?(?:decoder|processor)\w*\.(?:decode|process)\(`), false},
		{plainWords, regexp.MustCompile(`\bWithTransportCredentials\((?:\w+\)|credentials\.New)|\.secure_channel\(|\bcreateSsl\(|\bnew SslCredentials\(|\bChannelCredentials\.SecureSsl\b|\.useTransportSecurity\(|\.sslContext\(`), true},
		{assertWords, regexp.MustCompile(`\.verify_server_cert\(`), true},
	}
)

// weakens reports whether line i, whose text without its comment is given, calls what checks less than a deleted line did.
func weakens(lines []line, i int, text string) bool {
	for _, c := range weakerCalls {
		if !containsAny(text, c.words) {
			continue
		}
		did := func(kind byte) bool {
			return slices.ContainsFunc(lines, func(l line) bool { return l.kind == kind && c.checks.MatchString(l.text) })
		}
		if did('-') && !(c.once && (did('+') || decided(lines[:i+1]))) {
			return true
		}
	}
	return false
}
