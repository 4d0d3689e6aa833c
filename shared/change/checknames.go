package change

// checked matches the part of a name that says what is checked, set the text between a setting's name and its value, truth and falsehood
// the values.
const (
	checked   = `(?:server[_.-]?)?(?:tls|ssl|x509|cert(?:ificate)?s?|https|host[_.-]?name|host[_.-]?keys?|peers?|signatures?|csrf|xsrf|token|jwt|security|gpg)`
	set       = `["'\]]*\s*(?::=|=>|[:=(,])\s*["':]?`
	truth     = `(?:boolean\.)?(?:true|yes|on|1)\b`
	falsehood = `(?:boolean\.)?(?:false|no|off|0|none|disabled|never|ignore|skip)\b`
)

// namedForms are settings of telling names, in any language: insecureSkipVerify: true, verify_ssl = False, "strict-ssl": "false".
var namedForms = []string{
	`(?i)(?:insecure[_-]?)?skip[_-]?(?:` + checked + `[_-]?)*verif\w*(?:[_-]?insecure)?` + set + truth,
	// a validation or a check alone may be that of a form or a command line
	`(?i)(?:insecure[_-]?skip|skip[_-]?` + checked + `)[_-]?(?:` + checked + `[_-]?)*(?:validat\w*|check)(?:[_-]?insecure)?` + set + truth,
	`(?i)(?:disable|ignore)[_-]?(?:` + checked + `[_-]?)+(?:(?:chain|revocation|name)[_-]?)?(?:verif\w*|validat\w*|check(?:s|ing)?|protection|errors?)` + set + truth,
	`(?i)` + checked + `[_-]?(?:skip|disable|ignore)[_-]?(?:verif\w*|validat\w*|check)(?:[_-]?insecure)?` + set + truth,
	`(?i)(?:trust[_-]?all|(?:allow|accept|trust)[_-]?(?:(?:all|any|invalid|untrusted|insecure|unverified|server)[_-]?(?:` + checked + `|host(?:name)?s)|self[_-]?signed\w*))` + set + truth,
	`(?i)(?:tls[_-]?insecure(?:_set)?|ignore[_-]?(?:expiration|not[_-]?before)|skip[_-]?(?:client[_-]?id|expiry|issuer|audience|nonce|subject|state|origin)[_-]?check|insecure[_-]?skip[_-]?(?:signature[_-]?check|tls)|insecure[_-]?tls|ignore[_-]?(?:tls|ssl|cert(?:ificate)?s?|host[_-]?keys?|signatures?)|no[_-]?verify[_-]?(?:tls|ssl)|no[_-]?(?:tls|ssl)[_-]?verify|no[_-]?check[_-]?cert(?:ificate)?s?)` + set + truth,
	`(?i)(?:allow[_-]?(?:tls[_-]?)?insecure(?:[_-]?(?:connections?|protocol|requests?|repositories|transport))?|insecure[_-]?(?:connection|transport|mode)|(?:winrm|download)[_-]?insecure|insecure[_-]?oidc[_-]?\w+|disable[_-]?(?:connection|server)[_-]?verification|disable[_-]?(?:endpoint[_-]?identification|trust[_-]?manager)|validate[_-]?any[_-]?certificate|accept[_-]?host[_-]?keys?|allow[_-]?unknown[_-]?(?:host[_-]?)?keys?|allow[_-]?unauthenticated|use[_-]?insecure[_-]?trust[_-]?manager|invalid[_-]?host[_-]?names?[_-]?allowed|provider[_-]?ignores[_-]?state|skip[_-]?subject[_-]?confirmation)` + set + truth,
	`(?i)(?:\b(?:set|with|is|enable|use|proxy)?|_)(?:verify|validate|check|enforce|strict|reject|require)[_-]?(?:` + checked + `[_-]?)*(?:` + checked + `|peer(?:_?name)?|host(?:_?name)?|exp(?:iration)?|aud|iss|nbf|issuer(?:[_-]?signing[_-]?key)?|audience|unauthorized)` + set + falsehood,
	`(?i)(?:verify|validate|check|enforce|require)[_-]?(?:(?:tls|ssl|cert(?:ificate)?|server|crl)[_-]?)*(?:(?:list[_-]?|status[_-]?)?revocation(?:[_-]?list)?|revoke|origin|nonce|iat|jti|lifetime|expiration[_-]?time|issuer[_-]?name|signed[_-]?(?:token|assertion|request|response|message)s?|state[_-]?validation|https[_-]?metadata|identity|checksums?|digests?)` + set + falsehood,
	`(?i)(?:tls|ssl|certs?|certificates?|jwt|host[_.-]?names?|host[_.-]?keys?|signatures?|csrf|xsrf|gpg|peer)[_.-]?(?:verif(?:y|ication)\w*|validat\w*|check(?:ing)?|cert_reqs|prevention)(?:[_.-]?(?:server[_.-]?cert|peer|host(?:name)?|client|mode|enabled|required))?` + set + falsehood,
	`(?i)(?:token|request|webhook|payload|saml|oidc|nonce|issuer|audience|origin)[_.-]?verif\w*` + set + falsehood,
	`(?i)(?:\b|_)(?:(?:csrf|xsrf)(?:[_.-]?(?:enabled?|protect(?:ion)?|cookies|tokens))?|enable[_-]?csrf(?:[_-]?(?:validation|protection))?|(?:allow_)?forgery_protection(?:_origin_check)?|default_protect_from_forgery|secure-http|credentials[_-]{0,1}required|assert[_-]?host(?:[_-]?name)?|ssl_server_(?:cert_)?dn_match|strict[_-]{0,1}discovery[_-]{0,1}document[_-]{0,1}validation)` + set + falsehood,
	`(?i)\bwant[_-]?\w*signed` + set + falsehood, // SAML
	`(?i)no[_-]{0,1}(?:tls|ssl|cert(?:ificate)?|host[_-]?name|peer)[_-]{0,1}(?:verif\w*|validat\w*|check)` + set + truth,
	`(?i)(?:tls|ssl|cert(?:ificate)?|host[_-]?name|peer|signature)[_-]?(?:verif\w*|validat\w*|check)[_-]?(?:disabled|skipped|ignored)` + set + truth,
	`(?i)(?:disable|skip|ignore|bypass)[_-]?(?:(?:verify|check|validate)[_-]?(?:tls|ssl|certs?|certificates?|host[_-]?name|peer|signature)|(?:(?:verify|check|validate)[_-]?)?(?:csrf|xsrf))` + set + truth,
	`(?i)(?:csrf|xsrf)[_-]?(?:disabled|exempt|skip|ignored?)` + set + truth,
}
