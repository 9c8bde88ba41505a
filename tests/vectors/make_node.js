// node make_node.js <folder with node_modules>: seals plaintexts.json with two npm packages.
'use strict';
const fs = require('fs');
const path = require('path');
const { createRequire } = require('module');

const here = (name) => path.join(__dirname, name);
const foreign = createRequire(path.join(path.resolve(process.argv[2]), 'index.js'));
const WXBizMsgCrypt = foreign('wechat-crypto');
const wecom = foreign('@wecom/crypto');
const { texts, ...to } = JSON.parse(fs.readFileSync(here('plaintexts.json'), 'utf8'));

function write(name, made_by, seal, sign, extra = []) {
  const sealed = (text, receive_id) => {
    const encrypt = seal(text, receive_id);
    return { text, receive_id, encrypt, signature: sign(encrypt) };
  };
  const cases = texts.map((text) => sealed(text, to.receive_id)).concat(extra.map((id) => sealed('robot', id)));
  const { receive_id, ...head } = to;
  fs.writeFileSync(here(name), JSON.stringify({ made_by, ...head, cases }, null, 1) + '\n');
}

const old = new WXBizMsgCrypt(to.token, to.aes_key, to.receive_id);
write('wechat_crypto.json', 'npm wechat-crypto 0.0.2',
  (text) => old.encrypt(text),
  (encrypt) => old.getSignature(to.timestamp, to.nonce, encrypt));
write('wecom_crypto.json', 'npm @wecom/crypto 1.0.1',
  (text, id) => wecom.encrypt(to.aes_key, text, id),
  (encrypt) => wecom.getSignature(to.token, to.timestamp, to.nonce, encrypt),
  ['', 'dk0123456789abcdef']);
