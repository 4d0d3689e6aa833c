package change

import "strings"

// wordKind is a set of kinds of words.
type wordKind uint32

const (
	condition    wordKind = 1 << iota // decides what runs
	keyword                           // another word before a parenthesis that is no call
	verification                      // of words that a line needs for maySkip
	suppression                       // of comments that suppress checks
	evaluation                        // runs the strings of its statement as code
	running                           // names a program that does so after some options
	blocking                          // opens or closes a block, see blockWord
	declaring                         // declares a variable
)

// firstTouch is the bit of the first touch.
const firstTouch = 8

func (t touch) words() wordKind { return 1 << (firstTouch + t) }

// exactWords are words as they are written.
var exactWords = byWord(map[wordKind]string{
	condition | controlFlow.words(): "if elif elsif unless case when switch match select",
	keyword | controlFlow.words():   "for foreach while until else return",
	keyword | errorHandling.words(): "catch except rescue",
	keyword | concurrency.words():   "await",
	keyword:                         "yield func def function fn and or not in is import typeof sizeof",
	controlFlow.words():             "break continue goto",
	errorHandling.words():           "try ensure finally raise throw throws panic recover err error errors Error Errors Errorf Exception",
	concurrency.words():             "go chan sync Mutex RWMutex Lock RLock Unlock RUnlock atomic async Promise Thread threading synchronized volatile WaitGroup asyncio semaphore Semaphore mutex",
	evaluation: `eval exec instance_eval class_eval module_eval Function setTimeout setInterval runInNewContext runInThisContext
		runInContext Script execScript create_function loadstring load dostring luaL_dostring eval_string compile_string evaluate
		EvaluateAsync RunAsync PyRun_SimpleString Tcl_Eval duk_eval_string rb_eval_string Eval EXECUTE IMMEDIATE sp_executesql iex
		Expression execute_script`,
	running:     "sh bash zsh dash ksh ash python python2 python3 perl ruby node deno bun php lua psql mysql sqlite3 powershell pwsh",
	declaring:   "let val var const",
	blocking:    "if unless case begin def class module function fn while until for do end fi esac done",
	suppression: "nolint noqa nosec SuppressWarnings disable ignore allow",
})

// partWords are parts of names, in lower case: of "customerPassword" and "customer_password" the part "password".
var partWords = byWord(map[wordKind]string{
	authenticating.words(): "auth authenticate authenticated authentication authorize authorized authorization login logout password passwd jwt oauth oauth2 oidc saml permission permissions credential credentials csrf bearer",
	cryptography.words():   "crypto cryptography cipher encrypt decrypt encrypted decrypted encryption hmac sha1 sha256 sha512 md5 rsa aes tls ssl x509 certificate certificates bcrypt scrypt pbkdf2 nonce ed25519 ecdsa",
	money.words():          "price prices pricing amount currency money invoice invoices payment payments refund refunds vat discount billing",
	timeLike.words():       "timezone tz utc datetime timedelta strftime strptime timestamp timestamps duration deadline timeout timeouts expiry expires expiration ttl",
})

// exactLengths and partLengths are the lengths of the words by their first byte: most words need no lookup.
var exactLengths, partLengths = lengths(exactWords), lengths(partWords)

func lengths(words map[string]wordKind) (set [256]uint32) {
	for word := range words {
		set[word[0]] |= 1 << len(word)
	}
	return set
}

func byWord(lists map[wordKind]string) map[string]wordKind {
	kinds := map[string]wordKind{}
	for kind, list := range lists {
		for word := range strings.FieldsSeq(list) {
			kinds[word] |= kind
		}
	}
	return kinds
}

// exactKinds returns the kinds of a whole word.
func exactKinds(word string) wordKind {
	if word == "" || exactLengths[word[0]]&(1<<len(word)) == 0 {
		return 0
	}
	return exactWords[word]
}

// kindOf returns the kinds of a word and of its parts.
func kindOf(word string) wordKind {
	kinds := exactKinds(word)
	if isOnePart(word) {
		if len(word) <= maxPart && partLengths[word[0]]&(1<<len(word)) != 0 {
			kinds |= partWords[word]
		}
	} else {
		kinds |= kindsOfParts(word)
	}
	if switchOffs().begin(word) {
		kinds |= verification
	}
	return kinds
}

// maxPart is the length of the longest of partWords in bytes.
const maxPart = 16

// isOnePart reports whether a word has no capital and no underscore, and so is one part.
func isOnePart(word string) bool {
	for i := range len(word) {
		if b := word[i]; b == '_' || b-'A' < 26 {
			return false
		}
	}
	return true
}

// kindsOfParts returns the kinds of a word's parts.
func kindsOfParts(word string) (kinds wordKind) {
	var part [maxPart]byte
	n := 0
	end := func() {
		if n > 0 && n <= len(part) && partLengths[part[0]]&(1<<n) != 0 {
			kinds |= partWords[string(part[:n])]
		}
		n = 0
	}
	for i := range len(word) {
		b := word[i]
		upper := b >= 'A' && b <= 'Z'
		if b == '_' || upper && i > 0 && (word[i-1] < 'A' || word[i-1] > 'Z' || i+1 < len(word) && word[i+1] >= 'a' && word[i+1] <= 'z') {
			end()
		}
		if upper {
			b += 'a' - 'A'
		}
		if b != '_' {
			if n < len(part) {
				part[n] = b
			}
			n++
		}
	}
	end()
	return kinds
}

// wordCache caches the kinds of words of at most 16 bytes. Each word has one slot. Words are known by their length and their hash alone,
// which is of 64 bits and keyed, so that two of a change are alike by chance only.
type wordCache [8192]struct {
	hash   uint64 // see packedHash
	length int32
	kinds  wordKind
}

// kindsOf returns kindOf(word) and textHash(word). The word must not be empty.
func (c *wordCache) kindsOf(word string) (wordKind, uint64) {
	if len(word) > 16 {
		return kindOf(word), textHash(word)
	}
	hash := packedHash(packed(word))
	at := &c[hash>>51]
	if at.hash != hash || at.length != int32(len(word)) {
		at.hash, at.length, at.kinds = hash, int32(len(word)), kindOf(word)
	}
	return at.kinds, hash
}

// packed returns all bytes of a word of at most 16 bytes, in a way that depends on the length.
func packed(word string) (head, tail uint64) {
	n := len(word)
	switch {
	case n >= 8:
		return load64(word), load64(word[n-8:])
	case n >= 4:
		return load32(word) | load32(word[n-4:])<<32, 0
	}
	return uint64(word[0]) | uint64(word[n/2])<<8 | uint64(word[n-1])<<16, 0
}

// The compiler makes a single load of each of these functions.
func load32(s string) uint64 {
	_ = s[3]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24
}

func load64(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}
